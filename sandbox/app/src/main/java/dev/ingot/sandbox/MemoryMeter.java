package dev.ingot.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Samples the resident memory of this JVM and of all its descendants, and keeps the most. */
final class MemoryMeter implements AutoCloseable {
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile long mostOwn;
  private volatile long mostTree;

  MemoryMeter() {
    ScheduledFuture<?> unused = clock.scheduleAtFixedRate(this::sample, 1, 1, TimeUnit.SECONDS);
  }

  /** Such as {@code 412 MB for the JVM, 803 MB with all processes it started}. */
  String most() {
    return mostOwn == 0
        ? "not known on this system"
        : String.format(
            Locale.ROOT,
            "%d MB for the JVM, %d MB with all the processes that it started",
            mostOwn >> 20,
            mostTree >> 20);
  }

  private void sample() {
    long own = resident(ProcessHandle.current());
    try (Stream<ProcessHandle> descendants = ProcessHandle.current().descendants()) {
      long tree = own + descendants.mapToLong(MemoryMeter::resident).sum();
      mostOwn = Math.max(mostOwn, own);
      mostTree = Math.max(mostTree, tree);
    }
  }

  /** VmRSS in bytes; 0 where there is no /proc or the process has ended. */
  private static long resident(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", process.pid() + "", "status"))) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
