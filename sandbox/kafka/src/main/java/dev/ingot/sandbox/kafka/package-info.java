/** A Kafka broker and a schema registry in this JVM, for one machine. Loopback only. */
@NullMarked
package dev.ingot.sandbox.kafka;

import org.jspecify.annotations.NullMarked;
