package dev.ingot.sandbox;

import dev.ingot.sandbox.WeightCheck.Sample;
import dev.ingot.sandbox.cloud.SandboxCloud;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks ten times a second at how the listener shares a host's requests. */
final class WeightWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WeightWatch.class);
  private static final long INTERVAL_MILLIS = 100;

  private final List<Sample> samples = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  WeightWatch(SandboxCloud cloud, String host) {
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(
            () -> {
              Instant from = Instant.now();
              try {
                Map<String, Integer> weights = cloud.weights(host);
                add(new Sample(from, Instant.now(), weights));
              } catch (RuntimeException e) {
                // One that is missing shows in the report; the next must not be missing for it.
                LOG.warn("the weights could not be looked at: {}", e.toString(), e);
              }
            },
            0,
            INTERVAL_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private synchronized void add(Sample sample) {
    samples.add(sample);
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
