package dev.ingot.events.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro binary that believes no length: nothing is allocated for more bytes than are left, and all
 * collections together have no more items than the whole has bytes. (Avro's own decoder takes the
 * memory first: nine hostile bytes can ask for two gigabytes.)
 */
final class BoundedDecoder extends Decoder {
  private final BinaryDecoder in;
  private final InputStream rest;
  private long itemsLeft;

  BoundedDecoder(byte[] bytes, int offset) {
    int length = bytes.length - offset;
    this.in = DecoderFactory.get().binaryDecoder(bytes, offset, length, null);
    this.rest = in.inputStream();
    this.itemsLeft = length;
  }

  /** Bytes that nobody has read. */
  int remaining() throws IOException {
    return rest.available();
  }

  private int length() throws IOException {
    long length = in.readLong();
    if (length < 0 || length > remaining()) {
      throw new IOException("a length of %d, with %d bytes left".formatted(length, remaining()));
    }
    return (int) length;
  }

  private long items(long count) throws IOException {
    if (count < 0 || count > itemsLeft) {
      throw new IOException("%d items, with %d bytes left".formatted(count, remaining()));
    }
    itemsLeft -= count;
    return count;
  }

  private byte[] take(int length) throws IOException {
    byte[] taken = new byte[length];
    in.readFixed(taken, 0, length);
    return taken;
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(take(length()));
  }

  @Override
  public String readString() throws IOException {
    return new String(take(length()), StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    in.skipFixed(length());
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(take(length()));
  }

  @Override
  public void skipBytes() throws IOException {
    in.skipFixed(length());
  }

  @Override
  public long readArrayStart() throws IOException {
    return items(in.readArrayStart());
  }

  @Override
  public long arrayNext() throws IOException {
    return items(in.arrayNext());
  }

  @Override
  public long skipArray() throws IOException {
    return items(in.skipArray());
  }

  @Override
  public long readMapStart() throws IOException {
    return items(in.readMapStart());
  }

  @Override
  public long mapNext() throws IOException {
    return items(in.mapNext());
  }

  @Override
  public long skipMap() throws IOException {
    return items(in.skipMap());
  }

  @Override
  public void readNull() throws IOException {
    in.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return in.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return in.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return in.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return in.readDouble();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    in.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    in.skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return in.readEnum();
  }

  @Override
  public int readIndex() throws IOException {
    return in.readIndex();
  }
}
