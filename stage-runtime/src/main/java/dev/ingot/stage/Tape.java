package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What was read last of one partition of one topic of the history, and how far the reading is.
 * Guarded by the store's lock.
 *
 * <p>Of a compacted topic, the latest event of each key, so the whole of it; of another, a bounded
 * tail, which spares most new records a second reading.
 */
final class Tape {
  /** An event of the history. {@code at} is the message's timestamp, in epoch milliseconds. */
  record Entry(long offset, long at, SpecificRecord event, boolean own) {}

  static final int LONGEST_TAIL = 2_000;
  static final long MOST_TAIL_BYTES = 4L * 1024 * 1024;

  private record Kept(Entry entry, int size) {}

  final Topic<?> topic;
  final TopicPartition partition;

  private final Deque<Kept> tail = new ArrayDeque<>();
  private final Map<String, Kept> latest = new LinkedHashMap<>();
  private long tailBytes;
  private long lastKept = -1;

  /** Offset of the next message to read; moves back when older messages are wanted. */
  long cursor = -1;

  /** Everything that is at least so young, in epoch milliseconds, and read, is in the tail. */
  long coveredSince = Long.MAX_VALUE;

  /** A record's history is complete when the cursor has reached this: the end at the takeover. */
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
    coveredSince = compacted() ? Long.MIN_VALUE : since;
    completeAt = Math.max(completeAt, end);
  }

  /** Keeps a message that was read; one that was read before changes nothing. */
  void keep(String key, Entry entry, int size) {
    if (entry.offset() <= lastKept) {
      return;
    }
    lastKept = entry.offset();
    Kept kept = new Kept(entry, size);
    if (compacted()) {
      latest.remove(key);
      latest.put(key, kept);
      return;
    }
    tail.add(kept);
    tailBytes += size;
    while (tail.size() > LONGEST_TAIL || tailBytes > MOST_TAIL_BYTES) {
      Kept oldest = tail.remove();
      tailBytes -= oldest.size();
      coveredSince = Math.max(coveredSince, oldest.entry().at() + 1);
    }
  }

  /** A compacted topic's key has been deleted. */
  void delete(String key, long offset) {
    if (offset > lastKept) {
      lastKept = offset;
      latest.remove(key);
    }
  }

  /** What is kept, oldest first. */
  List<Entry> kept() {
    Collection<Kept> all = compacted() ? latest.values() : tail;
    List<Entry> entries = new ArrayList<>(all.size());
    all.forEach(k -> entries.add(k.entry()));
    return entries;
  }
}
