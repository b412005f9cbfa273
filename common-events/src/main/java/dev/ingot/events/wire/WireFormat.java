package dev.ingot.events.wire;

import java.nio.ByteBuffer;

/** Confluent's frame: a magic byte 0, the schema's id as 4 bytes big-endian, then Avro binary. */
final class WireFormat {
  static final int HEADER = 5;

  private static final byte MAGIC = 0;

  private WireFormat() {}

  /** What stands before the Avro binary. */
  static byte[] header(int schemaId) {
    return ByteBuffer.allocate(HEADER).put(MAGIC).putInt(schemaId).array();
  }

  /**
   * The schema's id.
   *
   * @throws UndecodableEventException when this is no such frame
   */
  static int schemaId(byte[] frame) {
    if (frame.length < HEADER) {
      throw new UndecodableEventException(
          "%d bytes are too few for a schema id and an event".formatted(frame.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    byte magic = buffer.get();
    if (magic != MAGIC) {
      throw new UndecodableEventException(
          "the first byte is %d, not 0: not written by a serializer with a schema registry"
              .formatted(magic));
    }
    return buffer.getInt();
  }
}
