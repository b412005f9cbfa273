package dev.ingot.stage;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A message ready to be sent.
 *
 * @param emission the event that it carries; null for a dead letter
 */
record Outgoing(ProducerRecord<byte[], byte[]> message, @Nullable Emission<?> emission) {
  /** For each header, two lengths of at most five bytes. */
  private static final int HEADER_OVERHEAD = 10;

  /** Bytes of the key, the headers and the value. */
  int size() {
    int bytes = size(message.key()) + size(message.value());
    for (Header header : message.headers()) {
      bytes += Utils.utf8Length(header.key()) + size(header.value()) + HEADER_OVERHEAD;
    }
    return bytes;
  }

  private static int size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
