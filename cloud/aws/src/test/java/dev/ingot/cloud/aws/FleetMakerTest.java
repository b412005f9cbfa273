package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.Extras;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetMakerTest {
  private static final Map<String, String> NO_SECRETS = Map.of();
  private static final List<Volume> NO_VOLUMES = List.of();

  private static FleetSpec spec(Map<String, String> secrets, List<Volume> volumes) {
    return new FleetSpec(
        "ig-shop-1",
        "shop",
        "shop-1",
        1,
        "ami-1",
        1,
        1,
        1,
        "t3.micro",
        "/healthz",
        8080,
        Map.of(),
        secrets,
        new Extras(Optional.empty(), Optional.empty(), volumes));
  }

  @Test
  void secretsAndVolumesNeedARole() {
    FleetSpec secrets = spec(Map.of("PASSWORD", "ssm:/shop/password"), NO_VOLUMES);
    FleetSpec volumes =
        spec(NO_SECRETS, List.of(new Volume("fs-1", Optional.empty(), "/", "/mnt/a", false)));

    assertThatThrownBy(() -> require(secrets, Optional.empty()))
        .isInstanceOf(CloudException.Invalid.class)
        .hasMessageStartingWith("secrets are resolved by")
        .hasMessageContaining("'staging' names none");
    assertThatThrownBy(() -> require(volumes, Optional.empty()))
        .isInstanceOf(CloudException.Invalid.class)
        .hasMessageStartingWith("volumes are mounted by");
    assertThatCode(() -> require(secrets, Optional.of("shop"))).doesNotThrowAnyException();
    assertThatCode(() -> require(volumes, Optional.of("shop"))).doesNotThrowAnyException();
    assertThatCode(() -> require(spec(NO_SECRETS, NO_VOLUMES), Optional.empty()))
        .doesNotThrowAnyException();
  }

  private static void require(FleetSpec spec, Optional<String> role) {
    FleetMaker.requireRole(spec, role, "staging");
  }
}
