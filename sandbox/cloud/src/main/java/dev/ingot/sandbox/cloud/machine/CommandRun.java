package dev.ingot.sandbox.cloud.machine;

import java.util.concurrent.CompletableFuture;

/** A script that runs, or ran, on a machine. */
public interface CommandRun {
  /** How a script ended. */
  enum End {
    /** It exited; the exit code says how. */
    EXITED,
    /** It took too long and was killed. */
    TIMED_OUT,
    /** {@link #cancel} or the machine's end killed it. */
    CANCELLED,
    /** It never began: the machine has {@linkplain Machine#broken failed}. */
    UNDELIVERABLE
  }

  /**
   * What came of the script.
   *
   * @param exitCode the script's, or 128 + signal when it was killed
   * @param stdout the first 256 KiB, as UTF-8
   * @param stderr the first 256 KiB, as UTF-8
   */
  record Result(End end, int exitCode, String stdout, String stderr) {}

  /** One that has ended, as it is remembered. */
  static CommandRun ended(Result result) {
    return new CommandRun() {
      @Override
      public CompletableFuture<Result> result() {
        return CompletableFuture.completedFuture(result);
      }

      @Override
      public void cancel() {
        // It has ended.
      }
    };
  }

  /** Completes, never exceptionally, when the script has ended. */
  CompletableFuture<Result> result();

  /** Kills the script and what it started; does nothing when it has ended. */
  void cancel();
}
