package dev.ingot.listener.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How much a body may take, in bytes and in time. */
class BodyTest {
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(45),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          1_000,
          1 << 20,
          1,
          1,
          100,
          10);

  private final AtomicLong now = new AtomicLong();
  private final HeldBytes held = new HeldBytes(LIMITS.held(), LIMITS.heldFree());

  @Test
  void isAsLargeAsTheLimitAndNotLarger() throws IOException {
    assertThat(stream(new byte[1 << 20], true).readAllBytes()).hasSize(1 << 20);
    assertRefused(413, stream(new byte[(1 << 20) + 1], true));
  }

  @Test
  void mayBeSlowAtFirstAndNotForLong() throws IOException {
    InputStream in = stream(new byte[20_000], true);

    now.set(Duration.ofSeconds(5).toNanos());
    assertThat(in.readNBytes(10)).hasSize(10);
    now.set(Duration.ofSeconds(6).toNanos());
    assertThatThrownBy(() -> in.readNBytes(10))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.answer().status()).isEqualTo(408));
  }

  @Test
  void isWholeByItsDeadlineHoweverFast() throws IOException {
    InputStream in = stream(new byte[1 << 20], true);

    assertThat(in.readNBytes(900_000)).hasSize(900_000);
    now.set(Duration.ofSeconds(46).toNanos());
    assertThatThrownBy(() -> in.readNBytes(10)).isInstanceOf(RefusedException.class);
  }

  @Test
  void isHeldWithinTheRoomOfAllUntilItsRepositoryIsKnown() throws IOException {
    InputStream first = stream(new byte[1_000], false);
    InputStream second = stream(new byte[1_000], false);

    assertThat(first.readNBytes(100)).hasSize(100);
    assertThat(second.readNBytes(20)).as("a little is free, some is left").hasSize(20);
    assertThatThrownBy(() -> second.readNBytes(10))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.answer().status()).isEqualTo(503));
  }

  @Test
  void roomIsGivenBack() {
    HeldBytes.Share large = held.share();
    assertThat(large.take(110)).isTrue();
    assertThat(held.share().take(11)).isFalse();

    large.close();

    assertThat(held.share().take(110)).isTrue();
  }

  @Test
  void saysWhetherASenderIsSlowOrGone() {
    assertRefused(408, failing(new IOException(new TimeoutException())));
    assertRefused(400, failing(new IOException("reset")));
  }

  private InputStream failing(IOException with) {
    InputStream in =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw with;
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw with;
          }
        };
    return new BodyStream(in, verification(true), LIMITS, now::get);
  }

  private static void assertRefused(int status, InputStream in) {
    assertThatThrownBy(in::readAllBytes)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.answer().status()).isEqualTo(status));
  }

  private InputStream stream(byte[] body, boolean token) {
    return new BodyStream(new ByteArrayInputStream(body), verification(token), LIMITS, now::get);
  }

  private Verification verification(boolean token) {
    Claim claim = token ? Claim.token("x") : Claim.hex("0".repeat(64)).orElseThrow();
    return new Verification(claim, held.share());
  }
}
