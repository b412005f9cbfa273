package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and ends all processes that came from one start, also those that have made themselves
 * children of init in a session of their own. On Linux they are known by their {@link Marker} or
 * their session; elsewhere by descent, which a process that detaches itself twice escapes.
 */
final class ProcessTree {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
  private static final Path PROC = Path.of("/proc");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final String name;
  private final Predicate<String> ours;
  private final Map<Long, Leader> sessions = new HashMap<>();

  /** Processes that are not counted among them, though they look so. */
  private final Set<Long> apart = ConcurrentHashMap.newKeySet();

  /**
   * What a session was started as.
   *
   * @param door whether it only waits for a process elsewhere, which is the one to be asked to end
   */
  private record Leader(Optional<Instant> start, boolean door) {}

  ProcessTree(Marker marker) {
    this(marker.value(), environment -> environment.contains("\0" + marker.text()));
  }

  /**
   * @param name for people
   * @param ours whether a process is, by its environment: the variables as ISO 8859-1, each with a
   *     zero before it
   */
  ProcessTree(String name, Predicate<String> ours) {
    this.name = name;
    this.ours = ours;
  }

  /**
   * Adds a process that was started as the leader of a session.
   *
   * @param door whether it only waits for a process elsewhere
   */
  synchronized void add(Process leader, boolean door) {
    sessions.put(leader.pid(), new Leader(leader.info().startInstant(), door));
  }

  /** Counts a process no more: somebody else ends it. */
  void leaveOut(Process process) {
    apart.add(process.pid());
  }

  /** Forgets a session of which nothing is left, so that its number can become another's. */
  synchronized void remove(Process leader) {
    sessions.remove(leader.pid());
  }

  boolean isEmpty() {
    return find().isEmpty();
  }

  /** SIGTERM to all, SIGKILL to those that are left after the grace; returns when none is left. */
  void end(Duration grace) {
    Set<Long> doors = doors();
    find().stream().filter(it -> !doors.contains(it.pid())).forEach(ProcessHandle::destroy);
    if (!emptyWithin(grace, false)) {
      kill();
    }
  }

  /** SIGKILL to all, until none is left. */
  void kill() {
    if (!emptyWithin(PATIENCE, true)) {
      LOG.warn("processes of {} are left after SIGKILL", name);
    }
  }

  private boolean emptyWithin(Duration patience, boolean killing) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Set<ProcessHandle> left = find();
      if (left.isEmpty()) {
        return true;
      }
      if (killing) {
        left.forEach(ProcessHandle::destroyForcibly);
      }
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private Set<ProcessHandle> find() {
    Set<Long> leaders = ownSessions();
    Set<ProcessHandle> found = new HashSet<>();
    if (Files.isDirectory(PROC.resolve("self"))) {
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
        for (Path process : processes) {
          long pid = Long.parseLong(process.getFileName().toString());
          if (!apart.contains(pid) && belongs(process, leaders)) {
            ProcessHandle.of(pid).ifPresent(found::add);
          }
        }
      } catch (IOException e) {
        LOG.warn("can't list the processes", e);
      }
    } else {
      for (long leader : leaders) {
        ProcessHandle.of(leader)
            .map(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
            .ifPresent(handles -> handles.filter(ProcessHandle::isAlive).forEach(found::add));
      }
    }
    return found;
  }

  /** Sessions by number, without those whose number now belongs to a process of somebody else. */
  private synchronized Set<Long> ownSessions() {
    Set<Long> own = new HashSet<>();
    sessions.forEach(
        (pid, started) -> {
          Optional<ProcessHandle> leader = ProcessHandle.of(pid);
          if (leader.isEmpty() || leader.get().info().startInstant().equals(started.start())) {
            own.add(pid);
          }
        });
    return own;
  }

  private synchronized Set<Long> doors() {
    return sessions.entrySet().stream()
        .filter(it -> it.getValue().door())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Dead ones that nobody has waited for have neither an environment nor anything to end. */
  private boolean belongs(Path process, Set<Long> leaders) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name is in parentheses and may hold anything; state, parent, group, session follow.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return false;
      }
      if (leaders.contains(Long.parseLong(fields[3]))) {
        return true;
      }
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return ours.test("\0" + environment);
    } catch (IOException | RuntimeException e) {
      return false; // gone meanwhile, or somebody else's
    }
  }
}
