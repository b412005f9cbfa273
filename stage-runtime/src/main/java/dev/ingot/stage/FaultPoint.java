package dev.ingot.stage;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Every place where a worker has just had an effect outside of its process and has not noted it
 * yet, calls to a cloud apart. Tests end the process there, to show that the next one goes on as if
 * nothing had been.
 *
 * <p>Without a {@link Watcher} on the class path, as in production, nothing happens and it costs
 * nothing.
 */
public enum FaultPoint {
  /** A transaction has begun; its messages are not sent yet. */
  TRANSACTION_BEGUN,
  /** A message of the transaction is in the log, and not committed yet; of which topic is said. */
  EVENT_SENT,
  /** The consumed offsets are part of the transaction, which is not committed yet. */
  OFFSETS_SENT,
  /** The transaction is committed, and nothing in this process knows yet. */
  TRANSACTION_COMMITTED,
  /**
   * An event without a transaction is in the log, and its publisher does not know; topic is said.
   */
  EVENT_PUBLISHED,
  /** A webhook's sender has its answer. */
  WEBHOOK_ANSWERED,
  /** There is a folder for a repository, and nothing in it yet. */
  REPOSITORY_MADE,
  /** A commit has been fetched into the folder of its repository. */
  COMMIT_FETCHED,
  /** The source archive is written under the name that says so: not finished. */
  ARCHIVE_WRITTEN,
  /** The source archive has its own name. */
  ARCHIVE_NAMED,
  /** The source archive is deleted. */
  ARCHIVE_DELETED;

  private static final Optional<Watcher> WATCHER =
      ServiceLoader.load(Watcher.class, FaultPoint.class.getClassLoader()).findFirst();

  /** Is told of every point that is passed; found by {@link ServiceLoader}. Thread-safe. */
  public interface Watcher {
    /**
     * Called on the thread that passes, which waits.
     *
     * @param what the topic, where the point is about one; empty otherwise
     */
    void passed(FaultPoint point, String what);
  }

  /**
   * Whether somebody watches: what an effect is that nobody waits for is then to be waited for, or
   * the process would end before it.
   */
  static boolean watched() {
    return WATCHER.isPresent();
  }

  /** Says that this thread is here now. */
  public void pass() {
    pass("");
  }

  /** Says that this thread is here now, and with which topic. */
  public void pass(String what) {
    if (WATCHER.isPresent()) {
      WATCHER.get().passed(this, what);
    }
  }
}
