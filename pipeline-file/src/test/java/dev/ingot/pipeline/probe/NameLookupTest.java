package dev.ingot.pipeline.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.FleetManager.Preview;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A name server that never answers. */
class NameLookupTest {
  private static final Duration SHORT = Duration.ofMillis(30);

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final NameLookup hangs =
      new NameLookup(
          name -> {
            asked.incrementAndGet();
            try {
              end.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return InetAddress.getLoopbackAddress();
          });

  @AfterEach
  void answer() {
    end.countDown();
  }

  @Test
  void isWaitedForNoLongerThanItMayTake() {
    Preview preview = new Preview("lb.test", 80, false, "shop.test", "X-Ingot-Preview", "d");

    assertThatThrownBy(() -> PreviewRequest.get(preview, "/", SHORT, hangs, new Socket()))
        .isInstanceOf(PreviewRequest.UnreachableException.class)
        .hasMessage(
            "the load balancer at lb.test:80 cannot be reached: the name was not found within 30 ms");
  }

  @Test
  void isAskedOnceForAName() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> hangs.of("lb.test", SHORT)).hasMessageContaining("was not found");
    }

    assertThat(asked).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void hangsForFewNamesAtOnce() {
    for (int i = 0; i < NameLookup.MOST; i++) {
      String name = "lb-" + i;
      assertThatThrownBy(() -> hangs.of(name, SHORT)).hasMessageContaining("was not found");
    }

    assertThatThrownBy(() -> hangs.of("another", Duration.ofSeconds(30)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("8 other names are being looked up and none is found");
  }

  @Test
  void tellsWhatItFindsAndWhy() throws Exception {
    NameLookup machine =
        new NameLookup(
            name -> {
              if (name.equals("nowhere")) {
                throw new UnknownHostException("no such name");
              }
              return InetAddress.getLoopbackAddress();
            });

    assertThat(machine.of("lb", Duration.ofSeconds(30)))
        .isEqualTo(InetAddress.getLoopbackAddress());
    assertThatThrownBy(() -> machine.of("nowhere", Duration.ofSeconds(30)))
        .hasMessage("no such name");
  }
}
