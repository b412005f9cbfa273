package dev.ingot.stage;

import dev.ingot.benchmarks.load.Tasks;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topic;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The history of 3,000 records in hand, each with three events, and a full tail. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class HistoryBenchmark {
  private static final int RECORDS = 3_000;
  private static final int EVENTS = 3;
  private static final int SIZE = 200;
  private static final Topic<CommitReceived> STEPS = Tasks.topic("steps");

  private final HistoryStore<CommitReceived> store =
      new HistoryStore<>(
          StageSpec.of("benchmark", Tasks.topic("in"))
              .emits(STEPS)
              .listensTo(STEPS, CommitReceived::getId, CommitReceived::getPushId)
              .build(),
          topic -> topic.name("p."));
  private final Assignment<CommitReceived> assignment =
      new Assignment<>(new TopicPartition("p.in", 0), new OffsetTracker(0, new BitSet()));
  private final Tape tape = store.open(0).get(0);
  private final InHand<CommitReceived> one = record("one");
  private final InHand<CommitReceived> fresh = record("fresh");
  private long offset;

  @Setup(Level.Trial)
  public void fill() {
    store.start(tape, 0, 0, 0);
    store.need(one);
    for (int i = 0; i < RECORDS; i++) {
      store.need(record("task-" + i));
    }
    for (int event = 0; event < EVENTS; event++) {
      for (int i = 0; i < RECORDS; i++) {
        read("task-" + i);
      }
      read("one");
    }
    store.advance(Map.of(tape, offset));
  }

  private InHand<CommitReceived> record(String id) {
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>("p.in", 0, 0, new byte[0], new byte[0]);
    return new InHand<>(assignment, raw, Tasks.task("shop", id, 0), id, Instant.now());
  }

  private Object read(String id) {
    CommitReceived event =
        CommitReceived.newBuilder(Tasks.task("shop", "event-" + offset, 0)).setPushId(id).build();
    return store.read(
        tape, "shop", new Tape.Entry(offset++, System.currentTimeMillis(), event, true), SIZE);
  }

  /** What a look asks for. */
  @Benchmark
  public List<CommitReceived> lookUp() {
    return store.events(one, STEPS);
  }

  /** A record comes in, and is done. */
  @Benchmark
  public boolean needAndForget() {
    store.need(fresh);
    boolean complete = store.complete(fresh);
    store.forget(fresh);
    return complete;
  }

  /** An event that concerns nobody in hand comes in. */
  @Benchmark
  public Object route() {
    return read("nobody");
  }
}
