package dev.ingot.sandbox.cloud.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A {@link CommandRun}: waits for the machine's boot, runs the script, keeps its first output. */
final class Command implements CommandRun {
  private static final int KILLED = 128 + 9;
  private static final int NO_SPACE = 28;
  private static final int TRY_AGAIN = 11;

  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final Head stdout = new Head();
  private final Head stderr = new Head();
  private boolean cancelled;
  private Script.@Nullable Running running;

  /** The first 256 KiB of a stream; the rest is dropped. */
  private static final class Head extends OutputStream {
    private static final int LIMIT = 256 * 1024;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      kept.write(bytes, offset, Math.min(length, LIMIT - kept.size()));
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  /** Blocks until the script has ended; {@link #result} is complete then. */
  void execute(String text, Script script, CompletableFuture<Void> booted, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      booted.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (wasCancelled()) {
        throw new IOException("cancelled");
      }
      // With nothing locked: the first process of a machine may take minutes.
      Script.Running started = script.start(text, stdout, stderr);
      if (!mayRun(started)) {
        started.started().tree().kill();
      }
      Script.Ended ended = started.await(Duration.ofNanos(deadline - System.nanoTime()));
      boolean gone = wasCancelled();
      switch (ended.how()) {
        case TIMED_OUT -> complete(gone ? End.CANCELLED : End.TIMED_OUT, ended.exitCode(), "");
        case EXITED -> complete(gone ? End.CANCELLED : End.EXITED, ended.exitCode(), "");
        // Who writes to a full disk, or starts one process more, is told so, and ends.
        case DISK_FULL ->
            complete(gone ? End.CANCELLED : End.EXITED, NO_SPACE, script.diskFull() + "\n");
        case CROWDED ->
            complete(gone ? End.CANCELLED : End.EXITED, TRY_AGAIN, script.tooMany() + "\n");
      }
    } catch (TimeoutException e) {
      complete(End.TIMED_OUT, KILLED, "the machine did not boot in time\n");
    } catch (BrokenException e) {
      complete(End.UNDELIVERABLE, KILLED, e.getMessage() + "\n");
    } catch (IOException | ExecutionException | InterruptedException e) {
      complete(End.CANCELLED, KILLED, e.getMessage() + "\n");
    }
  }

  /** Ends a run that never began. */
  void refuse(End end, String reason) {
    complete(end, KILLED, reason + "\n");
  }

  @Override
  public CompletableFuture<Result> result() {
    return result.copy();
  }

  @Override
  public void cancel() {
    Script.Running target;
    synchronized (this) {
      if (result.isDone()) {
        return;
      }
      cancelled = true;
      target = running;
    }
    if (target != null) {
      target.started().tree().kill();
    }
  }

  /** The machine's end kills the script; this makes its result say so. */
  synchronized void machineEnds() {
    cancelled = true;
  }

  /** Unless it was cancelled while it was started. */
  private synchronized boolean mayRun(Script.Running started) {
    running = started;
    return !cancelled;
  }

  private synchronized boolean wasCancelled() {
    return cancelled;
  }

  private void complete(End end, int exitCode, String lastWords) {
    result.complete(new Result(end, exitCode, stdout.text(), stderr.text() + lastWords));
  }
}
