package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProtocolLinesTest {
  private static final String REF = "003d" + "0".repeat(40) + " refs/heads/main\n";

  @Test
  void countsRefsThoughFlushesComeBetween() throws Exception {
    ProtocolLines.Budget budget = new ProtocolLines.Budget(1, 1);
    ProtocolLines lines = new ProtocolLines(budget, () -> false);

    see(lines, ("001e# service=git-upload-pack\n0000" + REF + "0000" + "0001").repeat(501));
    assertThatThrownBy(() -> see(lines, REF))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 1 refs");
    assertThatThrownBy(() -> see(new ProtocolLines(budget, () -> true), REF))
        .as("another stream of the same call")
        .isInstanceOf(RepositoryRefusedException.class);
  }

  @Test
  void countsWhatIsNoPackOnceAskedAndAllBefore() throws Exception {
    String band = "0006\u0001x".repeat(2_000);

    see(new ProtocolLines(new ProtocolLines.Budget(1, 1), () -> true), band);
    assertThatThrownBy(
            () -> see(new ProtocolLines(new ProtocolLines.Budget(1, 1), () -> false), band))
        .isInstanceOf(RepositoryRefusedException.class);
  }

  @Test
  void countsWhatIsSaidBesideAPack() {
    for (char band : new char[] {2, 3}) {
      String words = "1000" + band + "x".repeat(0x1000 - 5);

      assertThatThrownBy(
              () -> {
                ProtocolLines lines =
                    new ProtocolLines(new ProtocolLines.Budget(1, 99), () -> true);
                see(lines, words.repeat(256));
                see(lines, words);
              })
          .isInstanceOf(RepositoryRefusedException.class)
          .hasMessageContaining("more than 1,024 KiB beside the pack");
    }
  }

  @Test
  void countsWhatIsSaidBesideTheProtocolAltogether() throws Exception {
    ProtocolLines.Budget budget = new ProtocolLines.Budget(1, 99);
    byte[] half = new byte[1 << 19];
    try (WordsStream one = new WordsStream(new ByteArrayInputStream(half), budget);
        WordsStream two = new WordsStream(new ByteArrayInputStream(half), budget);
        WordsStream more = new WordsStream(new ByteArrayInputStream(half), budget)) {
      assertThat(one.readAllBytes()).hasSameSizeAs(half);
      assertThat(two.readAllBytes()).hasSameSizeAs(half);
      assertThatThrownBy(more::read)
          .isInstanceOf(RepositoryRefusedException.class)
          .hasMessageContaining("beside the pack");
    }
  }

  @Test
  void countsLongLinesByTheirLength() {
    String line = "ffff" + "x".repeat(0xffff - 4);

    assertThatThrownBy(
            () ->
                see(new ProtocolLines(new ProtocolLines.Budget(9, 1), () -> true), line.repeat(17)))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 1 MiB of refs");
  }

  @Test
  void leavesAPackWithoutSideBandsAlone() throws Exception {
    ProtocolLines lines = new ProtocolLines(new ProtocolLines.Budget(1, 1), () -> true);

    see(lines, "0008NAK\nPACK" + REF.repeat(2_000));

    assertThat(REF).hasSize(0x3d);
  }

  private static void see(ProtocolLines lines, String text) throws Exception {
    // In pieces that end anywhere.
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at < bytes.length; at += 7) {
      lines.see(bytes, at, Math.min(7, bytes.length - at));
    }
  }
}
