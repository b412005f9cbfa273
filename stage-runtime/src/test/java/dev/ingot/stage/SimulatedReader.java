package dev.ingot.stage;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Reads the history as {@link HistoryReader} does, one turn at a time. */
final class SimulatedReader implements Partitions.HistoryPartitions {
  private final SimulatedKafka kafka;
  private final HistoryStore<PushReported> store;
  private final Desk<PushReported> desk;

  SimulatedReader(SimulatedKafka kafka, HistoryStore<PushReported> store, Desk<PushReported> desk) {
    this.kafka = kafka;
    this.store = store;
    this.desk = desk;
  }

  @Override
  public void open(Collection<Integer> partitions) {
    partitions.forEach(store::open);
  }

  @Override
  public void close(Collection<Integer> partitions) {
    partitions.forEach(store::close);
  }

  /** About to be committed; where the last of several is, is not known by then. */
  void written(List<Committer.Announced> events) {
    events.stream()
        .limit(Math.max(1, events.size() - 1))
        .forEach(one -> store.written(place(one), entry(one), SimulatedKafka.MOST_BYTES));
  }

  private static TopicPartition place(Committer.Announced one) {
    return new TopicPartition(one.place().topic(), one.place().partition());
  }

  private static Tape.Entry entry(Committer.Announced one) {
    return new Tape.Entry(
        one.place().offset(), one.place().timestamp(), one.emission().event(), true);
  }

  /** An event of this worker's is in the log. */
  void announced(Committer.Announced one) {
    store.announced(place(one), entry(one), SimulatedKafka.MOST_BYTES);
  }

  /** Begins new tapes so far back, reads at most so many messages of each. */
  void turn(int most, long back) {
    Collection<Tape> tapes = store.tapes();
    for (Tape tape : tapes) {
      if (!tape.started()) {
        long since = kafka.time() - back;
        int end = kafka.messages(tape.partition).size();
        store.start(tape, kafka.since(tape.partition, since), since, end);
      }
    }
    store
        .wanted()
        .forEach((tape, since) -> store.rewound(tape, since, kafka.since(tape.partition, since)));
    Set<InHand<PushReported>> awake = new HashSet<>();
    Map<Tape, Long> cursors = new HashMap<>();
    for (Tape tape : tapes) {
      List<SimulatedKafka.Message> log = kafka.messages(tape.partition);
      long end = Math.min(tape.cursor + most, kafka.stable(tape.partition));
      for (long offset = tape.cursor; offset < end; offset++) {
        SimulatedKafka.Message message = log.get((int) offset);
        HeadSeen event = message.event();
        if (event != null
            && message.transaction().state == SimulatedKafka.Transaction.State.COMMITTED) {
          boolean own = tape.topic.equals(TaskLog.STEPS);
          Tape.Entry entry = new Tape.Entry(offset, message.at(), event, own);
          if (!store.readBack(tape, event.getService(), offset)) {
            awake.addAll(store.read(tape, event.getService(), entry, 10));
          }
        }
      }
      cursors.put(tape, Math.max(tape.cursor, end));
    }
    awake.addAll(store.advance(cursors));
    desk.wake(awake);
  }
}
