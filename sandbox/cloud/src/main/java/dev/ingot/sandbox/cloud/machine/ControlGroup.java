package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
  private static final Path ALL = Path.of("/sys/fs/cgroup");
  private static final String NAME = "ingot-";
  private static final String IN = "in";
  private static final String JOIN = "echo 0 > \"$0\" && exec \"$@\"";
  private static final AtomicLong NEXT = new AtomicLong();
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int LOOKS = 50;
  private static final int MOST_TAKEN = 10_000;
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;

  /** Found out by trying, once. */
  private static final class Place {
    static final Optional<Path> FOUND = place();

    private Place() {}
  }

  private ControlGroup(Path folder) {
    this.folder = folder;
  }

  /** Makes one, where it can be made. */
  static Optional<ControlGroup> of(int most) {
    return Place.FOUND.flatMap(parent -> make(parent, most));
  }

  private static Optional<ControlGroup> make(Path parent, int most) {
    Path folder;
    try {
      folder = folder(parent);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
    try {
      // It is there from the start, or this group is not asked about processes.
      if (Files.exists(folder.resolve("pids.max"))) {
        Files.writeString(folder.resolve("pids.max"), Integer.toString(most));
        Files.createDirectory(folder.resolve(IN));
        return Optional.of(new ControlGroup(folder));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("no control group in {}", parent, e);
    }
    new ControlGroup(folder).close();
    return Optional.empty();
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

  private static Optional<Path> place() {
    for (Path parent : parents()) {
      sweep(parent);
      Optional<ControlGroup> tried = make(parent, 64);
      if (tried.isPresent()) {
        try (ControlGroup group = tried.get()) {
          if (takes(group)) {
            return Optional.of(parent);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean takes(ControlGroup group) {
    try {
      Process process =
          Launcher.start(
              group.joining(List.of("true")),
              Map.of("PATH", Launcher.ownPath()),
              Path.of("/"),
              true);
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Beside this process's own group, or in it: version 2 has no groups in one that has members. */
  private static List<Path> parents() {
    List<Path> parents = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"), StandardCharsets.UTF_8)) {
        String[] parts = line.split(":", 3);
        if (parts.length == 3 && parts[0].equals("0")) {
          Path own = within(ALL, parts[2]);
          if (own.startsWith(ALL) && !own.equals(ALL)) {
            parents.add(own.getParent());
          }
          parents.add(own);
        } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("pids")) {
          parents.add(within(ALL.resolve(parts[1]), parts[2]));
          parents.add(ALL.resolve(parts[1]));
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("nothing is known of control groups", e);
    }
    return parents;
  }

  private static Path within(Path all, String path) {
    return all.resolve(path.replaceFirst("^/+", "")).normalize();
  }

  /**
   * What sandboxes that were killed have left, before this one makes any: containers often give
   * each process the number of an earlier one.
   */
  private static void sweep(Path parent) {
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
