package dev.ingot.git;

import java.util.function.BooleanSupplier;

/**
 * Counts the lines of git's protocol in what a repository sends: refs, capabilities and all that is
 * no pack. JGit keeps them in memory, every one at some 200 bytes, before anybody can look at their
 * number. What its host says beside a pack is kept, too, all of it. What comes of a pack goes to
 * the disk, and is not counted here.
 */
final class ProtocolLines {
  private static final byte PACK = 1;
  private static final byte FATAL = 3;

  private final Budget budget;
  private final BooleanSupplier asked;
  private int header;
  private int digits;
  private int length;
  private int left;
  private boolean begun;
  private boolean ended;

  /** What is left over all streams of one call. */
  static final class Budget {
    /** Capabilities, acknowledgements and the like. */
    private static final int BESIDE_REFS = 1_000;

    /** Of progress and messages: git has a line of progress a second, 250 KiB an hour. */
    private static final int MOST_WORDS = 1 << 20;

    private final int mostRefs;
    private final int mostMib;
    private long lines;
    private long bytes;
    private long words = MOST_WORDS;

    Budget(int refs, int mib) {
      this.mostRefs = refs;
      this.mostMib = mib;
      // A tag has a second one, with what it points to.
      this.lines = 2L * refs + BESIDE_REFS;
      this.bytes = (long) mib << 20;
    }

    private synchronized void spend(int length) throws RepositoryRefusedException {
      lines--;
      bytes -= length;
      if (lines < 0) {
        throw tooMany(mostRefs);
      }
      if (bytes < 0) {
        throw new RepositoryRefusedException(
            "the repository sends more than %,d MiB of refs; raise ingot.git.refs.mib if it may"
                .formatted(mostMib));
      }
    }

    /** For what is said to people. */
    synchronized void spendWords(int length) throws RepositoryRefusedException {
      words -= length;
      if (words < 0) {
        throw new RepositoryRefusedException(
            "the repository's host says more than %,d KiB beside the pack; ask whoever runs it why"
                .formatted(MOST_WORDS >> 10));
      }
    }
  }

  /**
   * @param asked whether the other side was asked for anything yet: a pack comes only then
   */
  ProtocolLines(Budget budget, BooleanSupplier asked) {
    this.budget = budget;
    this.asked = asked;
  }

  static RepositoryRefusedException tooMany(int refs) {
    return new RepositoryRefusedException(
        "the repository has more than %,d refs; raise ingot.git.refs if it may".formatted(refs));
  }

  /**
   * The next bytes.
   *
   * @throws RepositoryRefusedException when a line too many begins among them
   */
  void see(byte[] from, int at, int number) throws RepositoryRefusedException {
    int end = at + number;
    int next = at;
    while (next < end && !ended) {
      if (left > 0 && !begun) {
        int passed = Math.min(left, end - next);
        left -= passed;
        next += passed;
      } else {
        see(from[next]);
        next++;
      }
    }
  }

  /** The next byte. */
  void see(byte next) throws RepositoryRefusedException {
    if (ended) {
      return;
    }
    if (left > 0) {
      left--;
      if (begun) {
        begun = false;
        spend(next);
      }
      return;
    }
    int digit = Character.digit(next, 16);
    if (digit < 0) {
      // No line: a pack without side bands, or nothing that JGit would go on with.
      ended = true;
      return;
    }
    header = header << 4 | digit;
    digits++;
    if (digits == 4) {
      length = header;
      left = Math.max(0, length - 4);
      begun = left > 0;
      header = 0;
      digits = 0;
    }
  }

  private void spend(byte first) throws RepositoryRefusedException {
    boolean banded = first >= PACK && first <= FATAL && asked.getAsBoolean();
    if (!banded) {
      budget.spend(length);
    } else if (first != PACK) {
      budget.spendWords(length);
    }
  }
}
