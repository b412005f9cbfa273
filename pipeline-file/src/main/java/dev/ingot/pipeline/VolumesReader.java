package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.bool;
import static dev.ingot.pipeline.Kinds.matching;

import dev.ingot.events.Volume;
import dev.ingot.pipeline.Policy.FileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code volumes}: file systems that outlive every instance. */
final class VolumesReader {
  private static final int MOST = 8;
  private static final Kind<String> FILE_SYSTEM =
      matching(
          "[a-z][a-z0-9-]{0,59}", "an alias of environments.yaml, or an id such as fs-0a1b2c3d");
  private static final Kind<String> DIRECTORY =
      matching(
          "/|(/(?!\\.)[A-Za-z0-9._-]{1,100}){1,8}",
          "a directory of the file system, such as /shop");
  private static final Kind<String> PATH =
      matching(
          "/(mnt|srv|data|var/lib)(/(?!\\.)[A-Za-z0-9._-]{1,100}){1,8}",
          "a path below /mnt, /srv, /data or /var/lib, such as /mnt/uploads");

  private final Scope scope;

  VolumesReader(Scope scope) {
    this.scope = scope;
  }

  List<Volume> read(Section section) {
    List<Volume> volumes = new ArrayList<>();
    List<Section> all = section.sections("volumes", "{fileSystem: uploads, path: /mnt/uploads}");
    for (Section one : all) {
      volume(one, volumes).ifPresent(volumes::add);
    }
    if (all.size() > MOST) {
      section.problem("volumes", "%d volumes, at most %d are accepted".formatted(all.size(), MOST));
    }
    return List.copyOf(volumes);
  }

  private Optional<Volume> volume(Section section, List<Volume> before) {
    Optional<FileSystem> fileSystem =
        section.required("fileSystem", FILE_SYSTEM).flatMap(name -> fileSystem(section, name));
    Optional<String> path = section.required("path", PATH);
    String directory = section.read("directory", DIRECTORY, "/");
    boolean readOnly = section.read("readOnly", bool(), false);
    section.refuseOthers();
    if (fileSystem.isEmpty() || path.isEmpty()) {
      return Optional.empty();
    }
    if (before.stream().anyMatch(other -> overlap(other.getPath(), path.get()))) {
      section.problem("path", "'%s' overlaps with another volume's path".formatted(path.get()));
    }
    return Optional.of(
        Volume.newBuilder()
            .setFileSystem(fileSystem.get().id())
            .setAccessPoint(fileSystem.get().accessPoint().orElse(null))
            .setDirectory(directory)
            .setPath(path.get())
            .setReadOnly(readOnly)
            .build());
  }

  /** By alias or by id, but only what the platform team offers to the service. */
  private Optional<FileSystem> fileSystem(Section section, String name) {
    if (scope.policy().open()) {
      return Optional.of(new FileSystem(name, Optional.empty(), List.of()));
    }
    Map<String, FileSystem> offered = new TreeMap<>(scope.policy().fileSystems());
    offered.values().removeIf(fileSystem -> !fileSystem.isFor(scope.service()));
    Optional<FileSystem> found =
        Optional.ofNullable(offered.get(name))
            .or(() -> offered.values().stream().filter(fs -> fs.id().equals(name)).findFirst());
    if (found.isEmpty()) {
      section.problem(
          "fileSystem", scope.notOffered("the file system", name, List.copyOf(offered.keySet())));
    }
    return found;
  }

  private static boolean overlap(String one, String other) {
    return (one + "/").startsWith(other + "/") || (other + "/").startsWith(one + "/");
  }
}
