package dev.ingot.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FleetNamesTest {
  @Test
  void keepsCommitAndHashWholeAndCutsTheService() {
    String name =
        FleetNames.of(
            "a-very-long-service-name", "a-very-long-service-name-prod-0123abcd-89ef4567");

    assertThat(name).isEqualTo("ig-a-very-long-0123abcd-89ef4567").hasSize(32);
  }

  @Test
  void aBaselineIsNamedAfterTheSameDeploymentAndMayBeTheServices() {
    String id = "a-very-long-service-name-prod-0123abcd-89ef4567";
    String name = FleetNames.ofBaseline("a-very-long-service-name", id);

    assertThat(name).isEqualTo("ig-a-very-lo-0123abcd-89ef4567-b").hasSize(32);
    assertThat(FleetNames.mayBeOf("a-very-long-service-name", name)).isTrue();
    assertThat(FleetNames.ofBaseline("shop", "shop-x-0123abcd-89ef4567"))
        .isEqualTo("ig-shop-0123abcd-89ef4567-b");
  }

  @Test
  void endsNoPartWithTwoHyphens() {
    assertThat(FleetNames.of("shop-eleven", "shop-x-0123abcd-89ef4567"))
        .isEqualTo("ig-shop-eleven-0123abcd-89ef4567");
    assertThat(FleetNames.of("shop-twelv-e", "shop-x-0123abcd-89ef4567"))
        .isEqualTo("ig-shop-twelv-0123abcd-89ef4567");
  }

  @Test
  void refusesWhatIsNoDeploymentId() {
    assertThatThrownBy(() -> FleetNames.of("shop", "shop"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FleetNames.of("shop", "x-$(rm)-y"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
