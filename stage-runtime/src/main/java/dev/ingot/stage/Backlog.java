package dev.ingot.stage;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records of one partition that are read and not yet decoded. Guarded by the desk's lock. */
final class Backlog {
  private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
  private long bytes;

  void add(Collection<ConsumerRecord<byte[], byte[]>> more) {
    records.addAll(more);
    more.forEach(record -> bytes += InHand.size(record));
  }

  /** The next one; null when there is none. */
  @Nullable ConsumerRecord<byte[], byte[]> peek() {
    return records.peek();
  }

  ConsumerRecord<byte[], byte[]> remove() {
    ConsumerRecord<byte[], byte[]> next = records.remove();
    bytes -= InHand.size(next);
    return next;
  }

  void clear() {
    records.clear();
    bytes = 0;
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  int size() {
    return records.size();
  }

  long bytes() {
    return bytes;
  }
}
