package dev.ingot.cloud.contract;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.memory.BakeScript;
import dev.ingot.cloud.memory.Counts;
import dev.ingot.cloud.memory.FleetScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The cloud that the workers' tests use keeps the same promises. */
class InMemoryContractTest extends CloudContract {
  @Override
  Rig start() {
    return new InMemoryRig();
  }

  private static final class InMemoryRig implements Rig {
    private static final BakeScript GOOD = new BakeScript.Succeeds(2, "built\n");
    private final InMemoryCloud cloud = new InMemoryCloud();

    InMemoryRig() {
      mendBuilds();
    }

    @Override
    public Cloud cloud() {
      return cloud;
    }

    @Override
    public Cloud reopened() {
      return cloud.reopened();
    }

    @Override
    public Optional<String> cannot(Feature feature) {
      return Optional.empty();
    }

    @Override
    public String base() {
      return "base";
    }

    @Override
    public String image() {
      return "ami-baked";
    }

    @Override
    public String dyingImage(String words) {
      return "ami-dying";
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Duration pace() {
      return Duration.ofMillis(5);
    }

    @Override
    public void breakBuilds(String words) {
      cloud.everyBake(new BakeScript.Fails(1, "the build failed", words));
    }

    @Override
    public void mendBuilds() {
      cloud.everyBake(GOOD);
    }

    @Override
    public void expectUnhealthy(String fleet, String words) {
      cloud.fleet(fleet, FleetScript.neverHealthy(words));
    }

    @Override
    public void send(String service, String fleet, int requests) {
      Instant tick = Instant.now().minusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
      cloud.requests(fleet, start -> Optional.of(new Counts(start.equals(tick) ? requests : 0, 0)));
      cloud.answersIn(
          fleet,
          start ->
              new Latency.Histogram(
                  start, List.of(100.0), List.of(start.equals(tick) ? (long) requests : 0, 0L)));
    }

    @Override
    public List<String> leftovers() {
      return cloud.leftovers();
    }

    @Override
    public void close() {
      cloud.close();
    }
  }
}
