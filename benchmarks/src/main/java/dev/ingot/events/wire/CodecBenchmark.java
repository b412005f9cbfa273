package dev.ingot.events.wire;

import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The event with the most in it, to bytes and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class CodecBenchmark {
  private static final String TOPIC = Topics.FLEETS.name(Topics.DEFAULT_PREFIX);

  private final EventCodecs codecs =
      EventCodecs.open(Map.of("schema.registry.url", "mock://codec-benchmark"));
  private final FleetProvisioned event = Events.fleetProvisioned().build();
  private byte[] bytes = {};

  @Setup(Level.Trial)
  public void fill() {
    bytes = codecs.encode(TOPIC, event);
  }

  @TearDown(Level.Trial)
  public void close() {
    codecs.close();
  }

  @Benchmark
  public byte[] encode() {
    return codecs.encode(TOPIC, event);
  }

  @Benchmark
  public FleetProvisioned decode() {
    return codecs.decode(TOPIC, FleetProvisioned.class, bytes);
  }
}
