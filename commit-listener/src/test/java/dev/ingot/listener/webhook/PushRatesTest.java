package dev.ingot.listener.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PushRatesTest {
  private final AtomicLong now = new AtomicLong();

  @Test
  void allowsTwoSecondsWorthAtOnceAndThenTheRate() {
    PushRates rates = new PushRates(5, now::get);

    assertThat(allowed(rates, 20)).isEqualTo(10);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(allowed(rates, 20)).isEqualTo(5);
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(allowed(rates, 20)).isEqualTo(10);
  }

  @Test
  void countsEachServiceByItself() {
    PushRates rates = new PushRates(1, now::get);
    allowed(rates, 20);

    assertThat(rates.allow("cart")).isTrue();
  }

  @Test
  void zeroIsNoLimit() {
    assertThat(allowed(new PushRates(0, now::get), 1_000)).isEqualTo(1_000);
  }

  private static long allowed(PushRates rates, int asked) {
    return IntStream.range(0, asked).filter(i -> rates.allow("shop")).count();
  }
}
