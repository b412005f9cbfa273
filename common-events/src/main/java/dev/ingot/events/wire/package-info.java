/**
 * Events as bytes and back: Confluent's wire format (magic byte 0, schema id as 4 bytes big-endian,
 * Avro binary), CloudEvents headers and {@code traceparent}.
 *
 * <p>{@link dev.ingot.events.wire.EventCodecs} is where to begin. Consumes settings under
 * Confluent's names, calls the schema registry's REST API. Fails with {@link
 * dev.ingot.events.wire.UndecodableEventException} for bytes that will never decode, and with
 * {@link dev.ingot.events.wire.RegistryUnavailableException} for what may go away.
 */
@NullMarked
package dev.ingot.events.wire;

import org.jspecify.annotations.NullMarked;
