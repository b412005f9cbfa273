package dev.ingot.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** What a repository sends, up to a limit. */
final class LimitedStream extends FilterInputStream {
  private final Budget budget;
  private final ProtocolLines lines;
  private final Runnable leave;
  private boolean ended;

  /** What is left of a limit, over all streams of one call. */
  static final class Budget {
    private final long most;
    private final String key;
    private final ProtocolLines.Budget lines;
    private long left;

    /**
     * @param key of the configuration, for the message
     * @param lines for what of it is kept in memory
     */
    Budget(int mib, String key, ProtocolLines.Budget lines) {
      this.most = mib;
      this.left = (long) mib << 20;
      this.key = key;
      this.lines = lines;
    }

    ProtocolLines.Budget lines() {
      return lines;
    }

    private synchronized void spend(long bytes) throws RepositoryRefusedException {
      left -= bytes;
      if (left < 0) {
        throw new RepositoryRefusedException(
            "the repository sends more than %,d MiB; raise %s if it may".formatted(most, key));
      }
    }
  }

  LimitedStream(InputStream in, Budget budget, BooleanSupplier asked) {
    this(in, budget, asked, () -> {});
  }

  /**
   * @param asked whether the other side was asked for anything yet: a pack comes only then
   * @param leave what to do before it is closed with something left in it, which closing would read
   */
  LimitedStream(InputStream in, Budget budget, BooleanSupplier asked, Runnable leave) {
    super(in);
    this.budget = budget;
    this.lines = new ProtocolLines(budget.lines, asked);
    this.leave = leave;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    ended |= read < 0;
    if (read >= 0) {
      budget.spend(1);
      lines.see((byte) read);
    }
    return read;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    ended |= read < 0;
    if (read > 0) {
      budget.spend(read);
      lines.see(into, from, read);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    // Read, so that it is counted as everything else is.
    byte[] skipped = new byte[Math.clamp(bytes, 0, 8_192)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      leave.run();
    }
    super.close();
  }
}
