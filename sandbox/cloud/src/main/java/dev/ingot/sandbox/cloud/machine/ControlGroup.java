package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group of a machine's own: Linux starts no more processes and threads in it than so
 * many. Where this user may make one, which most often is root; a limit of the user's own does not
 * bind root. The machine is in a group within it: whoever is root in a namespace of users may mount
 * the groups from its own one on, and raise what is set there, but not what is set above.
 */
final class ControlGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);
  private static final String NAME = "ingot-";
  private static final String IN = "in";
  private static final String JOIN = "echo 0 > \"$0\" && exec \"$@\"";
  private static final AtomicLong NEXT = new AtomicLong();
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int LOOKS = 50;
  private static final int MOST_TAKEN = 10_000;

  private final Path folder;

  private ControlGroup(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes one, where groups can be made; there no machine goes without.
   *
   * @throws IOException when this one could not be made, or it is not known yet whether any can be;
   *     another attempt may succeed
   */
  static Optional<ControlGroup> of(int most) throws IOException {
    Optional<Path> parent = ControlGroups.HERE.best();
    if (parent.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(make(parent.get(), most));
    } catch (IOException e) {
      throw new IOException(
          "there is no control group for this machine, so nothing was started in it: "
              + e.getMessage(),
          e);
    }
  }

  /** Makes one here. */
  static ControlGroup make(Path parent, int most) throws IOException {
    ControlGroup group = new ControlGroup(folder(parent));
    boolean made = false;
    try {
      // It is there from the start, or this group is not asked about processes.
      Files.writeString(
          group.folder.resolve("pids.max"), Integer.toString(most), StandardOpenOption.WRITE);
      Files.createDirectory(group.folder.resolve(IN));
      made = true;
      return group;
    } finally {
      if (!made) {
        var unused = removed(group.folder);
      }
    }
  }

  /** A new one: a number may be taken by what an earlier process of the same number has left. */
  private static Path folder(Path parent) throws IOException {
    for (int i = 0; ; i++) {
      try {
        return Files.createDirectory(
            parent.resolve(NAME + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement()));
      } catch (FileAlreadyExistsException e) {
        if (i == MOST_TAKEN) {
          throw e;
        }
      }
    }
  }

  /** The command that joins it and goes on as the given one. */
  List<String> joining(List<String> command) {
    List<String> words = new ArrayList<>(List.of(Launcher.tool("sh"), "-c", JOIN));
    words.add(folder.resolve(IN).resolve("cgroup.procs").toString());
    words.addAll(command);
    return words;
  }

  /** How often Linux has refused to start one more; 0 where it does not say. */
  long refusals() {
    // Some count where it was to be started, and some where the limit is.
    return refusals(folder) + refusals(folder.resolve(IN));
  }

  private static long refusals(Path group) {
    try {
      return Files.readAllLines(group.resolve("pids.events"), StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith("max "))
          .mapToLong(line -> Long.parseLong(line.substring("max ".length()).strip()))
          .sum();
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** Takes it away once nothing is in it, or leaves it to the next sandbox. */
  @Override
  public void close() {
    for (int i = 0; i < LOOKS; i++) {
      if (removed(folder)) {
        return;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    LOG.debug("a control group is left: {}", folder);
  }

  /** With all that the machine has made within it; only one that no process is in can be. */
  private static boolean removed(Path group) {
    try (Stream<Path> all = Files.walk(group)) {
      // From the inside to the outside; its files are no more than a view.
      for (Path each : all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /**
   * What sandboxes that were killed have left, before this one makes any: containers often give
   * each process the number of an earlier one.
   */
  static void sweep(Path parent) {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, NAME + "[0-9]*-*")) {
      for (Path group : groups) {
        String pid = group.getFileName().toString().substring(NAME.length()).split("-", 2)[0];
        long owner = Long.parseLong(pid);
        if (owner == ProcessHandle.current().pid() || ProcessHandle.of(owner).isEmpty()) {
          var unused = removed(group);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("old control groups are left", e);
    }
  }
}
