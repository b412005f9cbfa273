package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events about the records in hand, per partition. What nobody in hand needs is not kept, but
 * for each tape's tail. Thread-safe; never calls anybody under its lock.
 *
 * <p>A record's history is complete once everything that was in the log when the partition was
 * taken over has been read, from the start of its deployment on. From then on it is live.
 */
final class HistoryStore<I extends SpecificRecord> implements History<I> {
  /** Clocks of those who write the log may differ by so much. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(HistoryStore.class);

  private final StageSpec<I> spec;

  /** The topic that each listening of the spec reads. */
  private final List<String> topicNames;

  private final Map<Integer, Map<String, Tape>> tapes = new HashMap<>();
  private final Map<Subject, Log<I>> logs = new HashMap<>();
  private final Incomplete<I> incomplete = new Incomplete<>();

  HistoryStore(StageSpec<I> spec, Function<Topic<?>, String> topicName) {
    this.spec = spec;
    this.topicNames = spec.listens().stream().map(l -> topicName.apply(l.topic())).toList();
  }

  /** The events about one subject, by offset. */
  static final class Log<I> {
    final Subject subject;
    final Tape tape;
    final TreeMap<Long, Tape.Entry> entries = new TreeMap<>();
    final List<InHand<I>> readers = new ArrayList<>(1);
    long since = Long.MAX_VALUE;

    /** Older messages must be read again before it can be complete. */
    boolean wantsOlder;

    long completeAt;
    boolean complete;

    Log(Subject subject, Tape tape) {
      this.subject = subject;
      this.tape = tape;
    }

    /** True when it has become complete just now. */
    boolean check() {
      if (complete
          || wantsOlder
          || !tape.started()
          || tape.cursor < Math.max(completeAt, tape.completeAt)) {
        return false;
      }
      complete = true;
      return true;
    }
  }

  // ---- partitions

  /** New tapes of a partition of the input that was assigned. */
  synchronized List<Tape> open(int partition) {
    Map<String, Tape> byTopic = new LinkedHashMap<>();
    for (int i = 0; i < topicNames.size(); i++) {
      String name = topicNames.get(i);
      byTopic.putIfAbsent(
          name, new Tape(spec.listens().get(i).topic(), new TopicPartition(name, partition)));
    }
    tapes.put(partition, byTopic);
    return List.copyOf(byTopic.values());
  }

  synchronized void close(int partition) {
    tapes.remove(partition);
  }

  synchronized void start(Tape tape, long from, long since, long end) {
    tape.start(from, since, end);
    for (Log<I> log : incomplete.take(tape)) {
      log.wantsOlder = !tape.covers(log.subject, log.since);
      incomplete.add(log);
    }
  }

  // ---- records

  @Override
  public void need(InHand<I> record) {
    if (!spec.listens().isEmpty()) {
      needNow(record);
    }
  }

  private synchronized void needNow(InHand<I> record) {
    Map<String, Tape> byTopic = tapes.get(record.raw.partition());
    if (record.event == null || byTopic == null) {
      return;
    }
    I event = record.decoded();
    long since = since(event);
    // All names first: a stage may not bear an event, and of one that is poison nothing is kept.
    List<String> names =
        spec.listens().stream().map(one -> one.subjectOfInput().apply(event)).toList();
    List<Log<I>> wanted = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      Tape tape = byTopic.get(topicNames.get(i));
      if (!names.get(i).isEmpty() && tape != null) {
        wanted.add(logOf(new Subject(record.raw.partition(), i, names.get(i)), tape, since));
      }
    }
    wanted.forEach(log -> log.readers.add(record));
    record.histories = wanted;
  }

  private Log<I> logOf(Subject subject, Tape tape, long since) {
    Log<I> log = logs.get(subject);
    if (log == null || log.tape != tape) {
      log = new Log<>(subject, tape);
      logs.put(subject, log);
    }
    if (log.since <= since) {
      return log;
    }
    incomplete.remove(log);
    log.since = since;
    for (Tape.Entry entry : tape.kept(subject)) {
      log.entries.putIfAbsent(entry.offset(), entry);
    }
    log.complete = false;
    log.completeAt = Math.max(tape.cursor, tape.completeAt);
    log.wantsOlder = tape.started() && !tape.covers(subject, since);
    if (!log.check()) {
      incomplete.add(log);
    }
    return log;
  }

  @Override
  public boolean complete(InHand<I> record) {
    return spec.listens().isEmpty() || completeNow(record);
  }

  private synchronized boolean completeNow(InHand<I> record) {
    for (Log<I> log : record.histories) {
      if (!log.complete) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void forget(InHand<I> record) {
    if (!spec.listens().isEmpty()) {
      forgetNow(record);
    }
  }

  private synchronized void forgetNow(InHand<I> record) {
    for (Log<I> log : record.histories) {
      log.readers.remove(record);
      if (log.readers.isEmpty()) {
        logs.remove(log.subject, log);
        if (!log.complete) {
          incomplete.remove(log);
        }
      }
    }
    record.histories = List.of();
  }

  /** Events about the record's subject, oldest first, each once. */
  synchronized <E extends SpecificRecord> List<E> events(InHand<I> record, Topic<E> topic) {
    Map<String, E> byId = new LinkedHashMap<>();
    for (Tape.Entry entry : entries(record, topic).values()) {
      E event = topic.event().cast(entry.event());
      byId.putIfAbsent(topic.id().apply(event), event);
    }
    return List.copyOf(byId.values());
  }

  /** Whether this stage has announced anything about the record. */
  synchronized boolean announced(InHand<I> record) {
    return spec.listens().stream()
        .map(StageSpec.Listening::topic)
        .distinct()
        .anyMatch(t -> entries(record, t).values().stream().anyMatch(Tape.Entry::own));
  }

  @Override
  public synchronized boolean silent(InHand<I> record) {
    return spec.listens().stream()
        .map(StageSpec.Listening::topic)
        .distinct()
        .allMatch(topic -> entries(record, topic).isEmpty());
  }

  private NavigableMap<Long, Tape.Entry> entries(InHand<I> record, Topic<?> topic) {
    if (spec.listens().stream().noneMatch(l -> l.topic().equals(topic))) {
      throw new IllegalArgumentException(
          "stage " + spec.name() + " does not listen to " + topic + ": add it to the spec");
    }
    NavigableMap<Long, Tape.Entry> entries = new TreeMap<>();
    for (Log<I> log : record.histories) {
      if (log.tape.topic.equals(topic)) {
        // A log may reach back further, for another record: every owner must see the same.
        long since = log.tape.compacted() ? Long.MIN_VALUE : since(record.decoded());
        log.entries.values().stream()
            .filter(e -> e.at() >= since)
            .forEach(e -> entries.put(e.offset(), e));
      }
    }
    return entries;
  }

  // ---- events

  /** A message has been read. Returns those who should look again. */
  synchronized Collection<InHand<I>> read(Tape tape, String key, Tape.Entry entry, int size) {
    List<Subject> subjects = subjects(tape, entry.event());
    tape.keep(key, entry, size, subjects);
    return route(subjects, entry);
  }

  synchronized void deleted(Tape tape, String key, long offset) {
    tape.delete(key, offset);
  }

  /** An event of this stage is about to be committed; it may be read back before that is known. */
  synchronized void written(TopicPartition place, Tape.Entry entry, int size) {
    Tape tape = tapeOf(place);
    if (tape != null) {
      tape.write(entry, size, subjects(tape, entry.event()));
    }
  }

  /** An event of this stage is in the log now; it will be read back, and change nothing then. */
  synchronized void announced(TopicPartition place, Tape.Entry entry, int size) {
    Tape tape = tapeOf(place);
    if (tape != null) {
      List<Subject> subjects = subjects(tape, entry.event());
      if (tape.announce(entry, size, subjects)) {
        route(subjects, entry);
      }
    }
  }

  private @Nullable Tape tapeOf(TopicPartition place) {
    return tapes.getOrDefault(place.partition(), Map.of()).get(place.topic());
  }

  /**
   * A message has been read. Whether this worker has written it a moment ago: then it need not be
   * decoded, and wakes nobody.
   */
  synchronized boolean readBack(Tape tape, String key, long offset) {
    boolean early = tape.unannounced(offset);
    Tape.Entry own = tape.readBack(key, offset);
    if (own != null && early) {
      route(subjects(tape, own.event()), own);
    }
    return own != null;
  }

  private List<InHand<I>> route(List<Subject> subjects, Tape.Entry entry) {
    List<InHand<I>> awake = List.of();
    for (Subject subject : subjects) {
      Log<I> log = logs.get(subject);
      if (log != null && log.entries.putIfAbsent(entry.offset(), entry) == null && log.complete) {
        awake = awake.isEmpty() ? new ArrayList<>() : awake;
        awake.addAll(log.readers);
      }
    }
    return awake;
  }

  private List<Subject> subjects(Tape tape, SpecificRecord event) {
    List<Subject> subjects = new ArrayList<>(1);
    for (int i = 0; i < spec.listens().size(); i++) {
      if (spec.listens().get(i).topic().equals(tape.topic)) {
        String name = nameOf(spec.listens().get(i), event);
        if (!name.isEmpty()) {
          subjects.add(new Subject(tape.partition.partition(), i, name));
        }
      }
    }
    return subjects;
  }

  /** The reading has come so far. Returns those whose history has become complete. */
  synchronized Set<InHand<I>> advance(Map<Tape, Long> cursors) {
    cursors.forEach(Tape::reached);
    Set<InHand<I>> ready = new HashSet<>();
    for (Tape tape : cursors.keySet()) {
      incomplete.complete(tape).forEach(log -> ready.addAll(log.readers));
    }
    ready.removeIf(record -> !completeNow(record));
    return ready;
  }

  /** Whether a record waits for its history. */
  synchronized boolean awaited() {
    return !incomplete.isEmpty();
  }

  /**
   * Tapes that must be read again from an earlier time, in epoch milliseconds. One that is being
   * read again comes to its end first: thousands of records that are taken in hand one by one must
   * not make it begin anew for each.
   */
  synchronized Map<Tape, Long> wanted() {
    Map<Tape, Long> wanted = incomplete.wanted();
    wanted.keySet().removeIf(Tape::rereads);
    return wanted;
  }

  /** The reading goes on at an offset that is not beyond what that time asks for. */
  synchronized void rewound(Tape tape, long since, long offset) {
    tape.rewind(offset);
    incomplete.rereads(tape, since);
  }

  synchronized Collection<Tape> tapes() {
    return tapes.values().stream().flatMap(m -> m.values().stream()).toList();
  }

  private long since(I event) {
    return spec.startedAt().apply(event).minus(CLOCK_SKEW).toEpochMilli();
  }

  private static <E extends SpecificRecord> String nameOf(
      StageSpec.Listening<?, E> listening, SpecificRecord event) {
    try {
      return listening.subjectOfEvent().apply(listening.topic().event().cast(event));
    } catch (RuntimeException e) {
      // The log is written by others: an event that fits nowhere concerns nobody here.
      LOG.warn("stage listens to {}: an event without a subject: {}", listening.topic(), e);
      return "";
    }
  }
}
