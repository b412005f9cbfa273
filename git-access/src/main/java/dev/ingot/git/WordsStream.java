package dev.ingot.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a host says to people beside its protocol, up to a limit: JGit keeps all of it in memory.
 */
final class WordsStream extends FilterInputStream {
  private final ProtocolLines.Budget budget;

  WordsStream(InputStream in, ProtocolLines.Budget budget) {
    super(in);
    this.budget = budget;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      budget.spendWords(1);
    }
    return read;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    if (read > 0) {
      budget.spendWords(read);
    }
    return read;
  }
}
