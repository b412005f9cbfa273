package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** What goes into an offset's metadata, and what is made of what is found there. */
class DoneBitmapPropertyTest {
  /** Any length and any share of bits, in runs of any length: from noise to nearly all. */
  @Provide
  Arbitrary<BitSet> patterns() {
    return Combinators.combine(
            Arbitraries.integers().between(0, DoneBitmap.MOST_BITS),
            Arbitraries.doubles().between(0, 1).ofScale(3),
            Arbitraries.of(1, 2, 8, 100, 5_000),
            Arbitraries.randomValue(Random::nextLong))
        .as(DoneBitmapPropertyTest::pattern);
  }

  private static BitSet pattern(int length, double share, int longestRun, long seed) {
    Random random = new Random(seed);
    BitSet bits = new BitSet();
    for (int from = 0; from < length; ) {
      int to = Math.min(length, from + 1 + random.nextInt(longestRun));
      bits.set(from, to, random.nextDouble() < share);
      from = to;
    }
    return bits;
  }

  @Property(tries = 300)
  void whateverIsDoneFitsAndComesBack(@ForAll("patterns") BitSet done) {
    String metadata = DoneBitmap.encode(done);

    assertThat(metadata.length()).isLessThanOrEqualTo(DoneBitmap.MOST_CHARACTERS);
    assertThat(DoneBitmap.decode(metadata)).contains(done);
  }

  @Property(tries = 100)
  void oneBitAloneComesBack(@ForAll @IntRange(max = DoneBitmap.MOST_BITS - 1) int bit) {
    BitSet done = new BitSet();
    done.set(bit);

    assertThat(DoneBitmap.decode(DoneBitmap.encode(done))).contains(done);
  }

  @Property(tries = 50)
  void aBitBeyondTheMostIsRefused(@ForAll @IntRange(min = DoneBitmap.MOST_BITS) int bit) {
    // A set of two billion bits would be a quarter of a gigabyte.
    int near = Math.min(bit, 10 * DoneBitmap.MOST_BITS);
    BitSet done = new BitSet();
    done.set(near);

    assertThatThrownBy(() -> DoneBitmap.encode(done)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 500)
  void whatOthersWroteHoldsNothing(@ForAll @StringLength(max = 5_000) String metadata) {
    // What begins as ours does is made on purpose, below.
    String theirs = metadata.startsWith("i1") ? " " + metadata : metadata;

    assertThat(DoneBitmap.decode(theirs))
        .isEqualTo(theirs.isEmpty() ? Optional.of(new BitSet()) : Optional.empty());
  }

  /** Of any length that fits in metadata, and right at the bound. */
  @Provide
  Arbitrary<byte[]> bytes() {
    int most = DoneBitmap.MOST_BITS / Byte.SIZE;
    Arbitrary<Integer> lengths =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3_069), Arbitraries.of(most - 1, most, most + 1));
    return Combinators.combine(lengths, Arbitraries.randomValue(Random::nextLong))
        .as(DoneBitmapPropertyTest::noise);
  }

  private static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Property(tries = 500)
  void bytesThatAreMeantToLookLikeOursAreBounded(
      @ForAll boolean deflated, @ForAll("bytes") byte[] bytes, @ForAll boolean padded) {
    Base64.Encoder base64 = Base64.getEncoder();
    String text = (padded ? base64 : base64.withoutPadding()).encodeToString(bytes);

    Optional<BitSet> decoded = DoneBitmap.decode((deflated ? "i1z" : "i1r") + text);

    decoded.ifPresent(done -> assertThat(done.length()).isLessThanOrEqualTo(DoneBitmap.MOST_BITS));
    if (!deflated) {
      assertThat(decoded).isEqualTo(raw(bytes));
    }
  }

  private static Optional<BitSet> raw(byte[] bytes) {
    return bytes.length > DoneBitmap.MOST_BITS / Byte.SIZE
        ? Optional.empty()
        : Optional.of(BitSet.valueOf(bytes));
  }

  /** Cut, with a character changed, or of another version: nothing is thrown, nothing explodes. */
  @Property(tries = 500)
  void whatWasDamagedIsBounded(
      @ForAll("patterns") BitSet done, @ForAll @IntRange(max = 4_096) int at, @ForAll char other) {
    String metadata = DoneBitmap.encode(done);
    int place = metadata.isEmpty() ? 0 : at % metadata.length();
    String cut = metadata.substring(0, place);
    String changed = metadata.isEmpty() ? "" + other : cut + other + metadata.substring(place + 1);

    if (metadata.startsWith("i1z")) {
      assertThat(DoneBitmap.decode(cut).filter(bits -> !bits.isEmpty())).isEmpty();
    }
    for (String damaged : new String[] {cut, changed, "i2" + changed, changed + changed}) {
      DoneBitmap.decode(damaged)
          .ifPresent(bits -> assertThat(bits.length()).isLessThanOrEqualTo(DoneBitmap.MOST_BITS));
    }
  }
}
