package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager;
import dev.ingot.cloud.ImageBaker;
import dev.ingot.cloud.Telemetry;
import dev.ingot.cloud.TrafficRouter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloudsByEnvironmentTest {
  private final List<String> opened = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();

  private final CloudsByEnvironment clouds =
      new CloudsByEnvironment(List.of("staging", "production"), this::open);

  private Cloud open(String name) {
    opened.add(name);
    if (name.equals("production") && opened.size() == 1) {
      throw new CloudException.Unavailable("no answer yet", null);
    }
    return new NamedCloud(name, closed);
  }

  /** Can only be closed. */
  private record NamedCloud(String name, List<String> closed) implements Cloud {
    @Override
    public ImageBaker images() {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public FleetManager fleets() {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public TrafficRouter traffic() {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public Telemetry telemetry() {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }

  @Test
  void opensACloudOnceAndOnlyWhenAskedFor() {
    Cloud first = clouds.get("staging");
    Cloud second = clouds.get("staging");

    assertThat(first).isSameAs(second);
    assertThat(opened).containsExactly("staging");
  }

  @Test
  void triesAgainAfterACloudCouldNotBeOpened() {
    assertThatThrownBy(() -> clouds.get("production"))
        .isInstanceOf(CloudException.Unavailable.class);

    assertThat(clouds.get("production")).isEqualTo(new NamedCloud("production", closed));
  }

  @Test
  void closesWhatItOpenedAndOpensNothingAfterThat() {
    clouds.get("staging");

    clouds.close();

    assertThat(closed).containsExactly("staging");
    assertThatThrownBy(() -> clouds.get("production")).isInstanceOf(IllegalStateException.class);
  }
}
