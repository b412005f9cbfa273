package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a worker, wired.
 *
 * <pre>
 * PollLoop → Desk → Intake (decodes) → Desk → Looker (looks) → Desk → Committer → Desk
 *                     HistoryReader → HistoryStore ↗
 * </pre>
 */
final class Works<I extends SpecificRecord> implements Hands<I> {
  private static final Duration ADMIN_CLOSE = Duration.ofMillis(500);

  final WorkerState state;
  private final Admin admin;
  private final EventCodecs codecs;
  private final HistoryStore<I> store;
  private final TimerThread timers;
  private final Desk<I> desk;
  private final Looker<I> looker;
  private final Intake<I> intake;
  private final Committer<I> committer;
  private final PollLoop<I> polling;
  private final @Nullable HistoryReader<I> reader;
  private final StableWatch watch;
  private final WorkerMetrics metrics;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Checks, takes the slot, joins. Whatever was opened is closed when that fails. */
  static <I extends SpecificRecord> Works<I> start(StageWorker.Builder<I> settings) {
    StageSpec<I> spec = settings.stage.spec();
    String prefix = settings.config.topicPrefix();
    KafkaClients clients = new KafkaClients(settings.config);
    Admin admin = clients.admin(clientId(settings) + "-admin");
    EventCodecs codecs = EventCodecs.open(clients.codecs());
    GroupSession session;
    try {
      new StartupChecks(admin, spec, prefix).run();
      session = GroupSession.agree(admin, name(settings), settings.config.sessionTimeout());
      codecs.prepare(topics(spec), prefix);
    } catch (RuntimeException e) {
      codecs.close();
      admin.close(ADMIN_CLOSE);
      throw e instanceof StartupException ? e : refused(spec, e);
    }
    Works<I> works = new Works<>(settings, spec, clients, admin, codecs, session);
    try {
      works.begin();
    } catch (RuntimeException e) {
      works.close();
      throw refused(spec, e);
    }
    return works;
  }

  private static StartupException refused(StageSpec<?> spec, RuntimeException e) {
    return new StartupException("stage " + spec.name() + " can't begin: " + Sentences.of(e), e);
  }

  private static <I extends SpecificRecord> Set<Topic<?>> topics(StageSpec<I> spec) {
    return new LinkedHashSet<>(spec.outputs());
  }

  private static String clientId(StageWorker.Builder<?> settings) {
    return name(settings) + "-" + settings.config.slot();
  }

  /** Of the group and, with the slot, of the transactions: two installations may share brokers. */
  private static String name(StageWorker.Builder<?> settings) {
    return settings.config.topicPrefix() + settings.stage.spec().name();
  }

  private Works(
      StageWorker.Builder<I> settings,
      StageSpec<I> spec,
      KafkaClients clients,
      Admin admin,
      EventCodecs codecs,
      GroupSession session) {
    this.admin = admin;
    this.codecs = codecs;
    String id = clientId(settings);
    String prefix = settings.config.topicPrefix();
    Clock clock = settings.clock;
    state = new WorkerState(spec.name(), System::nanoTime, () -> notes(settings.gate, session));
    settings.takeover.judge(session).ifPresent(why -> state.trouble("session timeout", why));
    metrics = new WorkerMetrics(settings.meters, spec.name(), settings.config.slot());
    timers = new TimerThread(id + "-timers");
    store = new HistoryStore<>(spec, topic -> topic.name(prefix));
    desk =
        new Desk<>(
            settings.limits,
            new Patience(settings.retries, spec.longest(), settings.pacing),
            new Gatekeeper<>(spec.name(), settings.gate, store, timers),
            timers,
            store,
            this);
    metrics.show(() -> desk.view(clock.millis()));
    settings.gauges.forEach(gauge -> gauge.accept(metrics));
    Lease lease = new Lease(settings.config.sessionTimeout(), session.actual(), System::nanoTime);
    Encoder encoder = new Encoder(codecs, prefix, spec.name());
    DeadLetters deadLetters = new DeadLetters(prefix + Topics.DEAD_LETTERS, spec.name(), clock);
    OutcomeLog<I> outcomes = new OutcomeLog<>(spec, metrics);
    looker =
        new Looker<>(
            settings.stage,
            spec,
            clock,
            store,
            lease,
            encoder,
            deadLetters,
            new Tracing(spec.name()),
            outcomes,
            settings.surprises);
    intake = new Intake<>(spec, codecs, deadLetters, store, state, outcomes, clock);
    committer =
        new Committer<>(
            id + "-committer",
            () -> producer(clients, id),
            desk,
            listener(),
            state,
            Committer.TIDY_EVERY);
    reader =
        spec.listens().isEmpty()
            ? null
            : new HistoryReader<>(
                id + "-history",
                store,
                clients.reader(id + "-history"),
                admin,
                codecs,
                encoder::isOwn,
                desk::wake,
                state,
                clock);
    KafkaConsumer<byte[], byte[]> consumer = clients.groupConsumer(id, name(settings));
    Partitions<I> partitions =
        new Partitions<>(
            name(settings), consumer, desk, historyPartitions(), state, System::nanoTime);
    polling =
        new PollLoop<>(
            id + "-poll", spec.input().name(prefix), consumer, partitions, desk, lease, state);
    watch =
        new StableWatch(
            id + "-stable",
            admin,
            () -> read(spec, prefix, partitions.all()),
            state,
            settings.openAtMost,
            settings.watchEvery);
  }

  /** What is ours of the input, and the same partitions of what the stage listens to. */
  private static <I extends SpecificRecord> Set<TopicPartition> read(
      StageSpec<I> spec, String prefix, Set<TopicPartition> input) {
    Set<TopicPartition> all = new HashSet<>(input);
    spec.listens().stream()
        .map(listening -> listening.topic().name(prefix))
        .forEach(topic -> input.forEach(p -> all.add(new TopicPartition(topic, p.partition()))));
    return all;
  }

  private static List<String> notes(Gate<?> gate, GroupSession session) {
    return Stream.concat(
            gate.reasons().stream().map(reason -> "begins nothing new: " + reason),
            session.refusal().stream())
        .toList();
  }

  private static Producer<byte[], byte[]> producer(KafkaClients clients, String id) {
    KafkaProducer<byte[], byte[]> producer = clients.transactionalProducer(id, id);
    try {
      producer.initTransactions();
      return producer;
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private Partitions.HistoryPartitions historyPartitions() {
    return new Partitions.HistoryPartitions() {
      @Override
      public void open(Collection<Integer> numbers) {
        if (reader != null) {
          reader.open(numbers);
        }
      }

      @Override
      public void close(Collection<Integer> numbers) {
        if (reader != null) {
          reader.close(numbers);
        }
      }
    };
  }

  private void begin() {
    committer.start();
    if (reader != null) {
      reader.start();
    }
    polling.start();
    watch.start();
  }

  @Override
  public Thread look(InHand<I> record) {
    return Thread.ofVirtual()
        .name(record.toString())
        .start(() -> desk.looked(record, looker.look(record, desk)));
  }

  @Override
  public void take(Assignment<I> assignment) {
    Thread.startVirtualThread(() -> intake.run(assignment, desk));
  }

  @Override
  public boolean hasEnoughToCommit() {
    return committer.hasEnough();
  }

  @Override
  public void commit(Settlement<I> settlement) {
    committer.add(settlement);
  }

  /** Tells the history what this worker writes, where the stage listens to something. */
  private Committer.Listener<I> listener() {
    return new Committer.Listener<>() {
      @Override
      public void written(List<Committer.Announced> events) {
        if (reader != null) {
          events.forEach(one -> store.written(place(one), entry(one), size(one)));
        }
      }

      @Override
      public void committed(
          List<Settlement<I>> settlements, List<Committer.Announced> announced, Duration took) {
        metrics.committed(settlements.size(), announced.size(), took);
        if (reader != null) {
          announced.forEach(one -> store.announced(place(one), entry(one), size(one)));
        }
      }
    };
  }

  private static TopicPartition place(Committer.Announced one) {
    return new TopicPartition(one.place().topic(), one.place().partition());
  }

  private static Tape.Entry entry(Committer.Announced one) {
    return new Tape.Entry(
        one.place().offset(), one.place().timestamp(), one.emission().event(), true);
  }

  private static int size(Committer.Announced one) {
    return one.place().serializedValueSize();
  }

  void close() {
    end(false);
  }

  void crash() {
    end(true);
  }

  private void end(boolean crash) {
    if (closed.getAndSet(true)) {
      return;
    }
    state.stopping();
    if (crash) {
      committer.crash();
      polling.crash();
    } else {
      polling.close();
      committer.close();
    }
    watch.close();
    if (reader != null) {
      reader.close();
    }
    timers.close();
    codecs.close();
    admin.close(ADMIN_CLOSE);
    metrics.close();
  }
}
