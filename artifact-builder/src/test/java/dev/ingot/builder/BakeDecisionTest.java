package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.builder.BakeDecision.Announce;
import dev.ingot.builder.BakeDecision.Beginning;
import dev.ingot.builder.BakeDecision.Fail;
import dev.ingot.builder.BakeDecision.Wait;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.ImageBaker.BakedImage;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BakeDecisionTest {
  private static final BakedImage IMAGE = new BakedImage("ami-1", "shop-1", "key", Instant.EPOCH);

  @ParameterizedTest(name = "told {0}, newer waiting {1}, begun {2}: {3}")
  @CsvSource({
    "false, false, false, BAKE",
    "false, false, true, BAKE",
    "false, true, false, STAND_ASIDE",
    "false, true, true, BAKE",
    "true, true, false, TOLD",
    "true, false, true, TOLD",
  })
  void beginsOrNot(boolean told, boolean newerWaiting, boolean begun, Beginning expected) {
    assertThat(BakeDecision.begin(told, newerWaiting, begun)).isEqualTo(expected);
  }

  @Test
  void reusesAnImageThatIsThere() {
    Instant later = IMAGE.createdAt().plusSeconds(1);
    assertThat(BakeDecision.reuse(Optional.of(IMAGE), later)).contains(new Announce(IMAGE, true));
    assertThat(BakeDecision.reuse(Optional.empty(), later)).isEmpty();
  }

  @Test
  void looksItsOwnBakeToTheEndAlsoWhenTheImageIsThereAlready() {
    assertThat(BakeDecision.reuse(Optional.of(IMAGE), IMAGE.createdAt())).isEmpty();
  }

  @Test
  void waitsForABakeInProgress() {
    assertThat(BakeDecision.of(new BakeProgress.InProgress("building"))).isEqualTo(new Wait());
  }

  @Test
  void announcesAFinishedBake() {
    assertThat(BakeDecision.of(new BakeProgress.Ready(IMAGE, "")))
        .isEqualTo(new Announce(IMAGE, false));
  }

  @Test
  void namesTheCompilersFirstErrorInTheReason() {
    String log = "compiling\nShop.java:7: error: ';' expected\n  x\nShop.java:9: error: other\n";

    assertThat(BakeDecision.of(new BakeProgress.Failed("the build failed", log)))
        .isEqualTo(new Fail("the build failed: Shop.java:7: error: ';' expected", log));
  }

  @Test
  void saysJustTheReasonWhenTheLogTellsNothing() {
    assertThat(BakeDecision.of(new BakeProgress.Failed("the build took too long", "...")))
        .isEqualTo(new Fail("the build took too long", "..."));
  }
}
