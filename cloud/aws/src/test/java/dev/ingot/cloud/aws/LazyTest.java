package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LazyTest {
  private final AtomicInteger made = new AtomicInteger();
  private final Lazy<Integer> lazy = new Lazy<>(made::incrementAndGet);

  @Test
  void isMadeOnceAndNotBeforeItIsAskedFor() {
    assertThat(made).hasValue(0);
    assertThat(lazy.get()).isEqualTo(1);
    assertThat(lazy.get()).isEqualTo(1);
  }

  @Test
  void closingGivesBackWhatWasMade() {
    lazy.get();
    assertThat(lazy.close()).contains(1);
  }

  @Test
  void isNotMadeAfterItWasClosed() {
    assertThat(lazy.close()).isEmpty();
    assertThatThrownBy(lazy::get).isInstanceOf(IllegalStateException.class);
    assertThat(made).hasValue(0);
  }

  @Test
  void triesAgainWhenItCouldNotBeMade() {
    Lazy<Integer> second =
        new Lazy<>(
            () -> {
              if (made.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              return made.get();
            });
    assertThatThrownBy(second::get).hasMessage("not yet");
    assertThat(second.get()).isEqualTo(2);
  }
}
