package dev.ingot.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a repository sends, up to a limit. */
final class LimitedStream extends FilterInputStream {
  private final Budget budget;
  private final Runnable leave;
  private boolean ended;

  /** What is left of a limit, over all streams of one call. */
  static final class Budget {
    private final long most;
    private final String key;
    private long left;

    /**
     * @param key of the configuration, for the message
     */
    Budget(int mib, String key) {
      this.most = mib;
      this.left = (long) mib << 20;
      this.key = key;
    }

    private synchronized void spend(long bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new RepositoryRefusedException(
            "the repository sends more than %,d MiB; raise %s if it may".formatted(most, key));
      }
    }
  }

  LimitedStream(InputStream in, Budget budget) {
    this(in, budget, () -> {});
  }

  /**
   * @param leave what to do before it is closed with something left in it, which closing would read
   */
  LimitedStream(InputStream in, Budget budget, Runnable leave) {
    super(in);
    this.budget = budget;
    this.leave = leave;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    ended |= read < 0;
    if (read >= 0) {
      budget.spend(1);
    }
    return read;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    ended |= read < 0;
    if (read > 0) {
      budget.spend(read);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    budget.spend(skipped);
    return skipped;
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      leave.run();
    }
    super.close();
  }
}
