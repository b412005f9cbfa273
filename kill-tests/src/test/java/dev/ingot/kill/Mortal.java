package dev.ingot.kill;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's process that is killed at each armed passing and started again each time. */
final class Mortal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mortal.class);
  private static final int KILLED = 137;
  private static final List<String> OPTIONS =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final Worker worker;
  private final ClassArchive classes;
  private final Map<String, String> environment;
  private final Path folder;
  private final Set<Passing> armed = new TreeSet<>();
  private final Thread thread;
  private volatile @Nullable JvmProcess process;
  private volatile @Nullable String failure;
  private volatile boolean closing;

  private Mortal(
      Worker worker, ClassArchive classes, Map<String, String> environment, Path folder) {
    this.worker = worker;
    this.classes = classes;
    this.environment = environment;
    this.folder = folder;
    this.thread = Thread.ofPlatform().daemon().name("mortal-" + worker.stage).unstarted(this::run);
  }

  /** Starts it, with nothing to die of. */
  static Mortal start(
      Worker worker, ClassArchive classes, Map<String, String> environment, Path folder)
      throws IOException {
    Mortal mortal = new Mortal(worker, classes, environment, folder);
    mortal.arm(Map.of());
    mortal.live();
    mortal.thread.start();
    return mortal;
  }

  /**
   * It dies at these points as well, once at each.
   *
   * @param passings point to the number of the passing that kills it, counted from now on
   */
  void arm(Map<String, Integer> passings) throws IOException {
    Map<String, Integer> before = passed();
    synchronized (armed) {
      passings.forEach(
          (point, number) -> armed.add(new Passing(point, before.getOrDefault(point, 0) + number)));
      writeArmed();
    }
  }

  /** From now on it dies at no point; those that it has not come to. */
  Set<String> disarm() throws IOException {
    synchronized (armed) {
      Set<String> left = armed.stream().map(Passing::point).collect(toCollection(TreeSet::new));
      armed.clear();
      writeArmed();
      return left;
    }
  }

  /** Whether a kill at this point is still due. */
  boolean isToDieAt(String point) {
    synchronized (armed) {
      return armed.stream().anyMatch(passing -> passing.point().equals(point));
    }
  }

  private void disarm(Passing passing) throws IOException {
    synchronized (armed) {
      armed.remove(passing);
      writeArmed();
    }
  }

  /** At once and whole: the process reads it at any time. */
  private void writeArmed() throws IOException {
    Path part =
        Files.write(folder.resolve("armed.part"), armed.stream().map(Passing::toString).toList());
    Files.move(part, folder.resolve("armed"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void live() throws IOException {
    process =
        JvmProcess.of(worker.stage, worker.main, folder.resolve("log"))
            .options(OPTIONS)
            .options(classes.reading())
            .classPath(classes.classPath())
            .environment(environment)
            .environment(Map.of(Faults.FOLDER, folder.toString()))
            .start();
  }

  private void run() {
    int deaths = 0;
    try {
      while (!closing) {
        JvmProcess now = process;
        if (now == null) {
          return;
        }
        int code = now.exit().get();
        if (closing) {
          return;
        }
        List<Passing> killed = killed();
        if (code != KILLED || killed.size() <= deaths) {
          failure = "%s ended by itself with %d; see %s".formatted(now, code, now.log());
          return;
        }
        deaths = killed.size();
        disarm(killed.getLast());
        LOG.info("{} was killed at {}", worker.stage, killed.getLast());
        live();
      }
    } catch (IOException | ExecutionException e) {
      failure = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where it was killed so far, in order. */
  List<Passing> killed() {
    return lines("killed").stream().map(Passing::parse).toList();
  }

  /** Every point that it has passed, and how often in all of its lives. */
  Map<String, Integer> passed() {
    return lines("passed").stream()
        .collect(toMap(Function.identity(), point -> 1, Integer::sum, TreeMap::new));
  }

  /** Why it is not alive although nobody has killed it. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  private List<String> lines(String file) {
    try {
      Path path = folder.resolve(file);
      return Files.exists(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closing = true;
    JvmProcess now = process;
    if (now != null) {
      now.close();
    }
    thread.interrupt();
  }
}
