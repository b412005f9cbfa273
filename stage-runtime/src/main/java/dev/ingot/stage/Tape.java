package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What was read last of one partition of one topic of the history, and how far the reading is.
 * Guarded by the store's lock.
 *
 * <p>Of a compacted topic, the latest event of each key, so the whole of it; of another, a bounded
 * tail, and of whom the messages before it spoke, which together spare most new records a second
 * reading.
 */
final class Tape {
  /** An event of the history. {@code at} is the message's timestamp, in epoch milliseconds. */
  record Entry(long offset, long at, SpecificRecord event, boolean own) {}

  /** Longer ones outlive a young collection when much passes, and cost more than they spare. */
  static final int LONGEST_TAIL = 500;

  static final long MOST_TAIL_BYTES = 4L * 1024 * 1024;

  /**
   * So far may this worker be ahead of its own reading, and as many bytes as a tail may have;
   * beyond it, new records wait for the reading.
   */
  static final int MOST_ANNOUNCED = 2_000;

  private record Kept(Entry entry, int size, List<Subject> subjects) {
    long offset() {
      return entry.offset();
    }
  }

  final Topic<?> topic;
  final TopicPartition partition;

  private final Deque<Kept> tail = new ArrayDeque<>();
  private final Map<String, Kept> latest = new LinkedHashMap<>();

  /**
   * What this worker has written itself and not read back yet, by offset. It may be read back
   * before it is known that its transaction is through, and in haste always is.
   */
  private final Deque<Kept> written = new ArrayDeque<>();

  /** Those of it that are not announced: they are about to be committed, or were aborted. */
  private final Map<Long, Kept> unannounced = new HashMap<>();

  private long writtenBytes;

  private final Map<Subject, Deque<Entry>> bySubject = new HashMap<>();
  private final SpokenOf dropped = new SpokenOf();
  private long tailBytes;
  private long lastKept = -1;

  /** Offset of the next message to read; moves back when older messages are wanted. */
  long cursor = -1;

  /** From here on everything was read, in epoch milliseconds. */
  private long readSince = Long.MAX_VALUE;

  /** Everything that is at least so young, in epoch milliseconds, and read, is in the tail. */
  private long coveredSince = Long.MAX_VALUE;

  /** A second reading ends here; until then no other begins. */
  private long rereadingTo = -1;

  /**
   * A record's history is complete when the cursor has reached this: the end at the takeover. What
   * this worker has written since then is known without being read.
   */
  long completeAt = -1;

  Tape(Topic<?> topic, TopicPartition partition) {
    this.topic = topic;
    this.partition = partition;
  }

  boolean compacted() {
    return topic.keeping() == Topic.Keeping.COMPACTED;
  }

  /** Whether it is known where the reading begins and what the takeover has to reach. */
  boolean started() {
    return cursor >= 0;
  }

  void start(long from, long since, long end) {
    cursor = from;
    readSince = compacted() ? Long.MIN_VALUE : since;
    coveredSince = readSince;
    completeAt = Math.max(completeAt, end);
  }

  /** Whether all that was said about the subject since then, and was read, is kept. */
  boolean covers(Subject subject, long since) {
    return since >= coveredSince
        || (since >= Math.max(readSince, dropped.since()) && !dropped.maybe(subject));
  }

  /** The reading goes on further back. */
  void rewind(long offset) {
    if (offset < cursor) {
      rereadingTo = Math.max(rereadingTo, cursor);
      cursor = offset;
    }
  }

  /** Whether it is behind where it was once. */
  boolean rereads() {
    return cursor < rereadingTo;
  }

  /** Keeps a message that was read; one that was read before changes nothing. */
  void keep(String key, Entry entry, int size, List<Subject> subjects) {
    if (entry.offset() <= lastKept) {
      return;
    }
    lastKept = entry.offset();
    forgetWritten(lastKept);
    Kept kept = new Kept(entry, size, subjects);
    index(kept);
    hold(key, kept);
  }

  private void hold(String key, Kept kept) {
    if (compacted()) {
      unindex(latest.remove(key));
      latest.put(key, kept);
      return;
    }
    tail.add(kept);
    tailBytes += kept.size();
    while (tail.size() > LONGEST_TAIL || tailBytes > MOST_TAIL_BYTES) {
      Kept oldest = tail.remove();
      unindex(oldest);
      tailBytes -= oldest.size();
      coveredSince = Math.max(coveredSince, oldest.entry().at() + 1);
      oldest.subjects().forEach(subject -> dropped.add(subject, oldest.entry().at()));
    }
  }

  /** A compacted topic's key has been deleted. */
  void delete(String key, long offset) {
    if (offset > lastKept) {
      lastKept = offset;
      forgetWritten(offset);
      unindex(latest.remove(key));
    }
  }

  /** The reading has come so far: what was written before that and not read was aborted. */
  void reached(long next) {
    cursor = next;
    forgetWritten(next - 1);
  }

  /** This worker has written it, in a transaction that is not through: nobody is told of it yet. */
  void write(Entry entry, int size, List<Subject> subjects) {
    boolean room = written.size() < 2 * MOST_ANNOUNCED && writtenBytes < MOST_TAIL_BYTES;
    if (entry.offset() > lastKept && room) {
      Kept kept = new Kept(entry, size, subjects);
      add(kept);
      unannounced.put(kept.offset(), kept);
    }
  }

  /**
   * The transaction is through, so it is kept until it is read back.
   *
   * @return false when it is known already
   */
  boolean announce(Entry entry, int size, List<Subject> subjects) {
    if (entry.offset() <= lastKept) {
      return false;
    }
    Kept kept = unannounced.remove(entry.offset());
    if (kept == null) {
      if (!written.isEmpty() && written.getLast().offset() > entry.offset()) {
        // It does not fit in behind a younger one, so it has to be read, as if it were forgotten.
        completeAt = Math.max(completeAt, entry.offset() + 1);
        return true;
      }
      kept = new Kept(entry, size, subjects);
      add(kept);
    }
    index(kept);
    while (written.size() > MOST_ANNOUNCED || writtenBytes > MOST_TAIL_BYTES) {
      completeAt = Math.max(completeAt, forgetOldestWritten() + 1);
    }
    return true;
  }

  private void add(Kept kept) {
    written.add(kept);
    writtenBytes += kept.size();
  }

  /** Whether the message at this offset was written by this worker, and nobody was told of it. */
  boolean unannounced(long offset) {
    return unannounced.containsKey(offset);
  }

  /**
   * A message was read. Where this worker has written it, that is kept, and need not be decoded.
   *
   * @return what this worker has written there; null when it has not, or not lately
   */
  @Nullable Entry readBack(String key, long offset) {
    forgetWritten(offset - 1);
    Kept own = written.peek();
    if (own == null || own.offset() != offset) {
      return null;
    }
    written.remove();
    writtenBytes -= own.size();
    lastKept = offset;
    if (unannounced.remove(offset) != null) {
      index(own);
    }
    hold(key, own);
    return own.entry();
  }

  private void forgetWritten(long upTo) {
    while (!written.isEmpty() && written.element().offset() <= upTo) {
      forgetOldestWritten();
    }
  }

  /** Its offset. */
  private long forgetOldestWritten() {
    Kept oldest = written.remove();
    writtenBytes -= oldest.size();
    if (unannounced.remove(oldest.offset()) == null) {
      unindex(oldest);
    }
    return oldest.offset();
  }

  private void index(Kept kept) {
    for (Subject subject : kept.subjects()) {
      bySubject.computeIfAbsent(subject, k -> new ArrayDeque<>(2)).add(kept.entry());
    }
  }

  private void unindex(@Nullable Kept gone) {
    if (gone == null) {
      return;
    }
    for (Subject subject : gone.subjects()) {
      Deque<Entry> entries = bySubject.get(subject);
      if (entries != null && remove(entries, gone.entry().offset()) && entries.isEmpty()) {
        bySubject.remove(subject);
      }
    }
  }

  /** By its place, for events are long to compare; what goes is nearly always the oldest. */
  private static boolean remove(Deque<Entry> entries, long offset) {
    if (entries.element().offset() == offset) {
      entries.remove();
      return true;
    }
    return entries.removeIf(entry -> entry.offset() == offset);
  }

  /** What is kept about a subject. */
  Collection<Entry> kept(Subject subject) {
    Collection<Entry> entries = bySubject.get(subject);
    return entries == null ? List.of() : entries;
  }
}
