package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoneBitmapTest {
  @Test
  void nothingDoneNeedsNoMetadata() {
    assertThat(DoneBitmap.encode(new BitSet())).isEmpty();
    assertThat(DoneBitmap.decode("")).contains(new BitSet());
  }

  @Test
  void fewGapsTakeFewCharacters() {
    BitSet done = new BitSet();
    done.set(1, 500);
    done.clear(100, 103);

    assertThat(DoneBitmap.encode(done)).hasSizeLessThan(60);
  }

  @Test
  void refusesASpanThatMayNotFit() {
    BitSet done = new BitSet();
    done.set(DoneBitmap.MOST_BITS);

    assertThatThrownBy(() -> DoneBitmap.encode(done)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "some other client's metadata",
        "i1",
        "i1r*",
        "i1z*",
        "i1zAAAA",
        "i1rA",
        "i2rAAAA",
        "{\"a\":1}"
      })
  void holdsNothingOfWhatOthersWrote(String metadata) {
    assertThat(DoneBitmap.decode(metadata)).isEmpty();
  }

  @Test
  void doesNotExpandABomb() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(new byte[1_000_000]);
    } finally {
      deflater.end();
    }
    String bomb = "i1z" + Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());

    assertThat(DoneBitmap.decode(bomb)).isEmpty();
  }

  @Test
  void holdsNothingOfWhatIsTooLong() {
    assertThat(DoneBitmap.decode("i1r" + "A".repeat(DoneBitmap.MOST_CHARACTERS))).isEmpty();
    assertThat(DoneBitmap.decode("i1r" + "A".repeat(DoneBitmap.MOST_CHARACTERS - 4))).isEmpty();
  }
}
