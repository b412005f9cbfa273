package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.cloud.contract.Rig.Feature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every cloud promises of bakes and images. */
abstract class ImagesContract extends CloudFixture {
  @Test
  void bakesAnImageOnceAndLeavesNothingElse() {
    needs(Feature.BUILDS);
    BakeRequest request = request(Bakes.GOOD);
    assertThat(cloud.images().find(request.bakeKey())).isEmpty();

    BakeProgress.Ready ready = (BakeProgress.Ready) finish(request);

    assertThat(ready.image().bakeKey()).isEqualTo(request.bakeKey());
    assertThat(ready.image().name()).contains(request.bakeKey().substring(0, 16));
    assertThat(cloud.images().find(request.bakeKey())).contains(ready.image());
    BakeRequest again =
        Bakes.request(request.bakeKey(), request.baseImageId(), "exit 1", Bakes.unreadable());
    assertThat(cloud.images().look(again))
        .isInstanceOfSatisfying(
            BakeProgress.Ready.class, r -> assertThat(r.image()).isEqualTo(ready.image()));
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aBuildThatFailsSaysSoInItsOwnWords() {
    needs(Feature.BUILDS);
    rig.breakBuilds("Shop.java:7: error: cannot find symbol");
    try {
      BakeRequest request = request(Bakes.bad("Shop.java:7: error: cannot find symbol"));

      BakeProgress.Failed failed = (BakeProgress.Failed) finish(request);

      assertThat(failed.reason()).isNotBlank();
      assertThat(failed.log()).contains("cannot find symbol").hasSizeLessThanOrEqualTo(16_384);
      assertThat(cloud.images().find(request.bakeKey())).isEmpty();
      assertThat(rig.leftovers()).isEmpty();
      assertThat(finish(request)).isInstanceOf(BakeProgress.Failed.class);
    } finally {
      rig.mendBuilds();
    }
  }

  @Test
  void aBakeIsFoundAgainAfterACrash() {
    needs(Feature.BUILDS);
    needs(Feature.SLOW_BAKES);
    BakeRequest request = request("sleep 2\n" + Bakes.GOOD);
    assertThat(cloud.images().underWay(request.bakeKey())).isFalse();
    assertThat(cloud.images().look(request)).isInstanceOf(BakeProgress.InProgress.class);
    List<String> underWay = rig.leftovers();

    try (Cloud reopened = rig.reopened()) {
      assertThat(reopened.images().underWay(request.bakeKey())).isTrue();
      BakeRequest same =
          new BakeRequest(
              request.service(),
              request.bakeKey(),
              request.baseImageId(),
              Bakes.unreadable(),
              request.script(),
              request.tags(),
              request.startedAt(),
              request.deadline());
      assertThat(reopened.images().look(same)).isInstanceOf(BakeProgress.InProgress.class);
      assertThat(rig.leftovers()).hasSameSizeAs(underWay);
      assertThat(Bakes.finish(reopened, same, rig.patience(), rig.pace()))
          .isInstanceOf(BakeProgress.Ready.class);
    }
  }

  @Test
  void anAbandonedBakeLeavesNothing() {
    needs(Feature.BUILDS);
    needs(Feature.SLOW_BAKES);
    BakeRequest request = request("sleep 60\n");
    assertThat(cloud.images().look(request)).isInstanceOf(BakeProgress.InProgress.class);

    cloud.images().abandon(request.bakeKey());
    cloud.images().abandon(request.bakeKey());

    await("the builder to be gone", () -> rig.leftovers().isEmpty());
    assertThat(cloud.images().find(request.bakeKey())).isEmpty();
    assertThat(cloud.images().underWay(request.bakeKey())).isFalse();
  }

  @Test
  void aBakePastItsDeadlineHasFailed() {
    BakeRequest request = request("sleep 60\n");
    BakeRequest late =
        new BakeRequest(
            request.service(),
            request.bakeKey(),
            request.baseImageId(),
            request.source(),
            request.script(),
            request.tags(),
            Instant.now().minus(Duration.ofHours(1)),
            Duration.ofMinutes(59));

    assertThat(cloud.images().look(late))
        .isInstanceOfSatisfying(
            BakeProgress.Failed.class, f -> assertThat(f.reason()).contains("deadline"));
  }

  @Test
  void aBaseImageIsFoundByAliasAndById() {
    String id = cloud.images().resolveBase(rig.base());

    assertThat(id).startsWith("ami-");
    assertThat(cloud.images().resolveBase(id)).isEqualTo(id);
    assertThatThrownBy(() -> cloud.images().resolveBase("no-such-base"))
        .isInstanceOf(CloudException.Invalid.class)
        .hasMessageContaining(rig.base());
  }
}
