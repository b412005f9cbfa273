package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A worker whose threads are played one step at a time: the desk and all that it is made of are the
 * real ones; polling, taking, looking, committing and reading the history do what {@link PollLoop},
 * {@link Intake}, {@link Looker}, {@link Committer} and {@link HistoryReader} do, in any
 * interleaving.
 */
final class SimulatedWorker implements Hands<PushReported> {
  static final Limits LIMITS = new Limits(6, 20, 5, 15);
  private static final int ENOUGH = 3;
  private static final RetryPolicy RETRIES =
      new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(30));
  private static final Duration PACING = Duration.ofMillis(10);
  private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

  /** Its letters say what kind of key it is: records of such a key stand aside for newer ones. */
  static final String ASIDE = "aside";

  final int slot;
  final ManualTimers timers = new ManualTimers(Long.MAX_VALUE - 1_000_000_000L);
  private final SimulatedKafka kafka;
  private final StageSpec<PushReported> spec =
      StageSpec.of("script", TaskLog.TASKS)
          .emits(TaskLog.STEPS)
          .listensTo(TaskLog.STEPS)
          .listensTo(TaskLog.HINTS)
          .build();
  private final HistoryStore<PushReported> store =
      new HistoryStore<>(spec, topic -> topic.name(SimulatedKafka.PREFIX));
  private final Desk<PushReported> desk = new Desk<>(LIMITS, RETRIES, PACING, timers, store, this);
  private final SimulatedReader history;
  private final SimulatedConsumer consumer;
  private final Partitions<PushReported> partitions;
  private final Lease lease = new Lease(Duration.ofSeconds(10), Duration.ofSeconds(10), () -> 0);
  private final DeadLetters deadLetters =
      new DeadLetters("dead-letters", "script", Clock.systemUTC());

  private final Set<TopicPartition> owned = new HashSet<>();

  /** Being given back: the polling thread waits. */
  private final Set<TopicPartition> leaving = new HashSet<>();

  private final Set<Assignment<PushReported>> assignments = new HashSet<>();
  private final List<Taking> takings = new ArrayList<>();
  private final List<Look> looks = new ArrayList<>();
  private final Deque<Settlement<PushReported>> queue = new ArrayDeque<>();
  private List<Settlement<PushReported>> pending = new ArrayList<>();
  private @Nullable Batch<PushReported> batch;
  private SimulatedKafka.@Nullable Transaction transaction;
  private String member;
  private long turns;

  /** A thread that decodes; {@code raws} is what it has at the moment. */
  private static final class Taking {
    private final Assignment<PushReported> assignment;
    private final Deque<ConsumerRecord<byte[], byte[]>> raws = new ArrayDeque<>();

    Taking(Assignment<PushReported> assignment) {
      this.assignment = assignment;
    }
  }

  /** A look that runs, and what it knew when it began. */
  private record Look(
      InHand<PushReported> record, List<HeadSeen> said, LookContext<PushReported> context) {}

  SimulatedWorker(int slot, SimulatedKafka kafka) {
    this.slot = slot;
    this.kafka = kafka;
    kafka.abortOpen(slot);
    member = kafka.join(slot);
    history = new SimulatedReader(kafka, store, desk);
    consumer = new SimulatedConsumer(kafka);
    WorkerState state = new WorkerState("script", timers::now);
    // No wait between two questions is too long to be over at the next turn.
    partitions =
        new Partitions<>("group", consumer, desk, history, state, () -> turns += HOUR_NANOS);
  }

  String member() {
    return member;
  }

  // ---- the polling thread

  /** Reads at most so many records of each partition. */
  @SuppressWarnings("removal") // there is no other way to make the metadata
  void poll(int most) {
    if (!leaving.isEmpty()) {
      finishLeaving();
    }
    partitions.retry();
    partitions.tellLost();
    Set<TopicPartition> wanted = new HashSet<>(owned);
    wanted.removeIf(p -> !desk.wantsMore(p));
    if (!kafka.knows(member)) {
      Set<TopicPartition> lost = Set.copyOf(owned);
      owned.clear();
      partitions.onPartitionsLost(lost);
      member = kafka.join(slot);
    }
    leaving.addAll(kafka.toGiveBack(member));
    if (!leaving.isEmpty()) {
      desk.quieten(leaving);
      return;
    }
    Set<TopicPartition> assigned = kafka.assign(member);
    owned.addAll(assigned);
    partitions.onPartitionsAssigned(assigned);
    desk.polled(new ConsumerGroupMetadata("group", kafka.epoch(member), member, Optional.empty()));
    wanted.retainAll(owned);
    wanted.forEach(p -> read(p, most));
  }

  private void read(TopicPartition place, int most) {
    long from = consumer.at(place);
    List<ConsumerRecord<byte[], byte[]>> records = kafka.tasksFrom(place, from, most);
    long next = records.size() == most ? records.getLast().offset() + 1 : kafka.end(place);
    if (next > from) {
      consumer.read(place, next);
      desk.read(place, records, next);
    }
  }

  /** The time for what still runs is over. */
  private void finishLeaving() {
    Thread.currentThread().interrupt();
    partitions.onPartitionsRevoked(leaving);
    Thread.interrupted();
    owned.removeAll(leaving);
    kafka.givenBack(member, leaving);
    leaving.clear();
  }

  // ---- the taking threads

  @Override
  public void take(Assignment<PushReported> assignment) {
    assertThat(takings).noneMatch(t -> t.assignment == assignment);
    takings.add(new Taking(assignment));
    assignments.add(assignment);
  }

  void takeStep(int which) {
    if (takings.isEmpty()) {
      return;
    }
    Taking taking = takings.get(which % takings.size());
    if (taking.raws.isEmpty()) {
      taking.raws.addAll(desk.nextToTake(taking.assignment));
      if (taking.raws.isEmpty()) {
        takings.remove(taking);
      }
      return;
    }
    List<InHand<PushReported>> decoded = new ArrayList<>();
    for (int most = 1 + which % 3; most > 0 && !taking.raws.isEmpty(); most--) {
      ConsumerRecord<byte[], byte[]> raw = taking.raws.remove();
      PushReported task = kafka.task(raw);
      if (task == null) {
        desk.take(decoded);
        decoded.clear();
        InHand<PushReported> poison = InHand.poison(taking.assignment, raw, Instant.EPOCH);
        Outgoing letter = deadLetters.poison(raw, new IllegalStateException("poison"));
        desk.putAside(poison, List.of(letter));
      } else {
        InHand<PushReported> record =
            new InHand<>(taking.assignment, raw, task, task.getService(), Instant.EPOCH);
        store.need(record);
        decoded.add(record);
      }
    }
    desk.take(decoded);
  }

  // ---- the looks

  @Override
  public Thread look(InHand<PushReported> record) {
    assertThat(looks)
        .as("looks at the order key of %s", record)
        .noneMatch(
            l ->
                l.record.assignment == record.assignment
                    && l.record.orderKey.equals(record.orderKey));
    assertThat(store.complete(record)).as("history of %s is complete", record).isTrue();
    List<HeadSeen> said = store.events(record, TaskLog.STEPS);
    if (kafka.owns(member, record.assignment.partition)) {
      kafka.ledger.looked(record.decoded().getId(), said);
    }
    looks.add(
        new Look(record, said, new LookContext<>(record, Clock.systemUTC(), store, desk, lease)));
    return Thread.ofVirtual().unstarted(() -> {});
  }

  /** Where a look's end is left to chance. */
  enum End {
    DONE,
    AGAIN,
    PROGRESS,
    FAILED,
    NOT_NOW
  }

  void lookEnds(int which, End end, Duration after) {
    if (looks.isEmpty()) {
      return;
    }
    Look look = looks.remove(which % looks.size());
    InHand<PushReported> record = look.record;
    Throwable surprise = new IllegalStateException("surprise");
    LookResult result;
    Abandonment why = record.abandonment;
    if (end == End.FAILED) {
      result = new LookResult.Failed(surprise);
    } else if (end == End.NOT_NOW) {
      result = new LookResult.NotNow(after, "no lease");
    } else if (why != null) {
      List<Outgoing> last = new ArrayList<>(said(record, Ledger.ABANDONED));
      last.add(deadLetters.givenUp(record.raw, why.attempts(), surprise));
      result = new LookResult.Finish(last);
    } else if (record.orderKey.startsWith(ASIDE)
        && look.context.newerWaiting()
        && !look.context.begun()) {
      result = new LookResult.Finish(said(record, Ledger.SUPERSEDED));
    } else {
      result =
          switch (end) {
            case AGAIN -> new LookResult.Rest(after, List.of());
            case PROGRESS ->
                new LookResult.Rest(after, said(record, "step " + (look.said.size() + 1)));
            default -> new LookResult.Finish(said(record, Ledger.DONE));
          };
    }
    desk.looked(record, result);
  }

  private static List<Outgoing> said(InHand<PushReported> record, String what) {
    Emission<?> emission = Emission.of(TaskLog.STEPS, TaskLog.step(record.decoded(), what));
    return List.of(new Outgoing(new ProducerRecord<>("steps", new byte[0]), emission));
  }

  // ---- the committing thread

  @Override
  public void commit(Settlement<PushReported> settlement) {
    queue.add(settlement);
  }

  @Override
  public boolean hasEnoughToCommit() {
    return queue.size() >= ENOUGH;
  }

  /** The next thing that the committer does; a new batch takes at most so many. */
  void commitStep(int most) {
    Batch<PushReported> now = batch;
    if (now == null) {
      while (!queue.isEmpty() && pending.size() < most) {
        pending.add(queue.remove());
      }
      batch = pending.isEmpty() ? desk.leftBehind() : desk.batch(pending);
      if (batch.isEmpty()) {
        pending.clear();
        batch = null;
      }
    } else if (transaction == null) {
      SimulatedKafka.Transaction sent = kafka.begin(slot, now.settlements());
      transaction = sent;
      history.written(sent.announced);
      try {
        if (now.member() != null) {
          kafka.addOffsets(sent, now.offsets(), now.member());
        }
      } catch (CommitFailedException e) {
        abort();
      }
    } else if (transaction.state == SimulatedKafka.Transaction.State.OPEN) {
      kafka.commit(slot, transaction);
    } else {
      transaction.announced.forEach(history::announced);
      desk.committed(now);
      pending = new ArrayList<>();
      batch = null;
      transaction = null;
    }
  }

  /** A batch that has not been committed yet comes again. */
  void abort() {
    SimulatedKafka.Transaction now = transaction;
    boolean ended = now != null && now.state != SimulatedKafka.Transaction.State.OPEN;
    if (batch == null || ended) {
      return;
    }
    if (now != null) {
      kafka.abort(slot, now);
    }
    pending = new ArrayList<>(batch.settlements());
    batch = null;
    transaction = null;
  }

  // ---- the history's thread, the timers

  void readHistory(int most, long back) {
    history.turn(most, back);
  }

  void time(long nanos) {
    timers.pass(nanos);
  }

  void timer(int which) {
    if (timers.due() > 0) {
      timers.run(which % timers.due());
    }
  }

  // ---- what must hold between any two steps

  void check() {
    Desk.View view = desk.view(0);
    assertThat(view.records()).isLessThanOrEqualTo(LIMITS.records());
    assertThat(view.bytes()).isLessThan(LIMITS.bytes() + SimulatedKafka.MOST_BYTES);
    int inHand = 0;
    for (Assignment<PushReported> assignment : assignments) {
      if (assignment.phase == Assignment.Phase.GONE) {
        assertThat(assignment.queues).isEmpty();
        continue;
      }
      inHand += assignment.queues.values().stream().mapToInt(Deque::size).sum();
      Backlog backlog = assignment.backlog;
      boolean full = backlog.size() >= LIMITS.backlog() || backlog.bytes() >= LIMITS.backlogBytes();
      assertThat(desk.wantsMore(assignment.partition) && full).as("reads on").isFalse();
      if (assignment.phase == Assignment.Phase.WORKING) {
        assignment.queues.values().forEach(this::checkTurn);
      }
    }
    assertThat(view.records()).isEqualTo(inHand);
  }

  /** Whatever others do, the first of an order key is on its way; the others wait. */
  private void checkTurn(Deque<InHand<PushReported>> records) {
    InHand<PushReported> first = records.element();
    boolean moves =
        switch (first.state) {
          case LOOKING -> looks.stream().anyMatch(l -> l.record == first);
          case COMMITTING -> true;
          case RESTING -> first.waits() || !store.complete(first);
          case QUEUED, GONE -> false;
        };
    assertThat(moves).as("%s is first and %s", first, first.state).isTrue();
    assertThat(records.stream().skip(1))
        .allMatch(r -> r.state == InHand.State.QUEUED || r.event == null);
  }

  /** Nothing runs, and nothing is in hand. */
  boolean idle() {
    return takings.isEmpty() && queue.isEmpty() && batch == null && desk.view(0).records() == 0;
  }

  int looking() {
    return looks.size();
  }

  int taking() {
    return takings.size();
  }
}
