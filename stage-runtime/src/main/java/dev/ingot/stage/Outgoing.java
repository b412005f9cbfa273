package dev.ingot.stage;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A message ready to be sent.
 *
 * @param emission the event that it carries; null for a dead letter
 */
record Outgoing(ProducerRecord<byte[], byte[]> message, @Nullable Emission<?> emission) {}
