package dev.ingot.resilience;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.Safeguards;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.Key;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** What a worker does about failures. The way back to the live fleet is held up by none of it. */
public record Resilience(
    RetryPolicy retry,
    @Key(
            value = "ingot.breaker.failures",
            doc =
                "Share of failed calls, in percent, at which a cloud's service is taken for away. Only"
                    + " silence (2 s to connect, 5 s to answer, 15 s with the SDK's own retries) and"
                    + " answers of 5xx are failures; a refusal is an answer, and so is a throttle,"
                    + " which is about our pace. At half, one action of a service that is broken does"
                    + " not shut out its others.",
            otherwise = "50")
        int breakerFailures,
    @Key(
            value = "ingot.breaker.window",
            doc =
                "Time over which calls are counted, whole seconds, 1s to 1h. Long enough for the calls"
                    + " of one deployment in hand (some three per look, a look every 5 s), short"
                    + " enough to open within half a minute of an outage's begin.",
            otherwise = "30s")
        Duration breakerWindow,
    @Key(
            value = "ingot.breaker.calls",
            doc =
                "Fewer calls within the window open nothing. With five, a single deployment in hand"
                    + " opens the breaker about 8 s into an outage (its looks come after 0, 0.5, 1.5,"
                    + " 3.5 and 7.5 s), and one or two lost packets never do.",
            otherwise = "5")
        int breakerCalls,
    @Key(
            value = "ingot.breaker.wait",
            doc =
                "How long nothing is sent to a service that is away, before it is tried again. Well"
                    + " below the 30 s that a judge has to spare, so that a step in hand outlives the"
                    + " wait; and a few calls every 10 s burden no service that comes back.",
            otherwise = "10s")
        Duration breakerWait,
    @Key(
            value = "ingot.breaker.probes",
            doc =
                "Calls that find out whether the service is back; all others wait for what comes of"
                    + " them. One look makes about three, so one record is enough to find out, and one"
                    + " lucky call is not.",
            otherwise = "3")
        int breakerProbes,
    @Key(
            value = "ingot.rate.share",
            doc =
                "The part of Ingot's own rate limits that this process may use, over 0. The whole of"
                    + " them keeps one process within AWS's documented ones: ELBv2 reads 40 at once,"
                    + " then 10/s; ELBv2 changes 20, 3/s; RunInstances 5, 2/s; EC2 reads 100, 20/s. At"
                    + " another endpoint than AWS's they are ten times as wide. Lower it where many"
                    + " workers, or others, share an account; being throttled costs time and no try.",
            otherwise = "1")
        double rateShare) {

  /** Checks what the parts check, so that a wrong key is told of at the start. */
  public Resilience {
    safeguards(breakerFailures, breakerWindow, breakerCalls, breakerWait, breakerProbes, rateShare);
  }

  /** With the defaults. */
  public static Resilience standard() {
    return Config.read(Resilience.class, Map.of());
  }

  /** What the clouds are told. */
  public Safeguards safeguards() {
    return safeguards(
        breakerFailures, breakerWindow, breakerCalls, breakerWait, breakerProbes, rateShare);
  }

  private static Safeguards safeguards(
      int failures, Duration window, int calls, Duration wait, int probes, double share) {
    return new Safeguards(new Safeguards.Breaker(failures, window, calls, wait, probes), share);
  }

  /** The environments' clouds with these safeguards, which show themselves as metrics. */
  public CloudsByEnvironment clouds(Environments environments) {
    return new CloudsByEnvironment(
        environments.all().stream().map(CloudEnvironment::name).toList(),
        name ->
            MeteredCloud.of(
                Clouds.open(environments.get(name), safeguards()), Metrics.globalRegistry));
  }

  /**
   * A worker that tries again as is said here, uses up no try while a cloud is away, and begins
   * nothing new then.
   *
   * @param clouds what the stage works with
   * @param environment the one that an event is about; empty when that may be any
   */
  public <I extends SpecificRecord> StageWorker.Builder<I> worker(
      Stage<I> stage,
      RuntimeConfig runtime,
      CloudsByEnvironment clouds,
      Function<I, Optional<String>> environment) {
    return StageWorker.of(stage, runtime)
        .retries(retry)
        .surprises(new CloudSurprises())
        .gate(new CloudGate<>(clouds, environment, InstantSource.system()));
  }
}
