package dev.ingot.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.FleetProvisioned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Anybody who can write to a topic can write any bytes. */
class HostileBytesTest {
  private static final String TOPIC = "ingot.commits";

  private final String scope = UUID.randomUUID().toString();
  private final EventCodecs codecs =
      EventCodecs.open(Map.of("schema.registry.url", "mock://" + scope));
  private final RegistryClient registry = InProcessRegistryClient.ofScope(scope);

  private interface Writing {
    void to(BinaryEncoder out) throws IOException;
  }

  @AfterEach
  void close() {
    codecs.close();
  }

  @Test
  void refusesWhatIsNoFrame() {
    assertUndecodable(new byte[0], "0 bytes are too few");
    assertUndecodable(new byte[] {0, 0, 0, 1}, "4 bytes are too few");
    assertUndecodable(
        "{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8), "is 123, not 0");
    assertUndecodable(new byte[] {0, 0x7f, 0, 0, 0, 0}, "no schema with id 2130706432");
    assertUndecodable(new byte[] {0, -1, -1, -1, -1, 0}, "no schema with id -1");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = codecs.encode(TOPIC, Samples.commitReceived());
    for (int length = 0; length < whole.length; length++) {
      assertUndecodable(Arrays.copyOf(whole, length), "");
    }
  }

  @Test
  void refusesBytesThatAreLeftOver() {
    byte[] whole = codecs.encode(TOPIC, Samples.commitReceived());
    assertUndecodable(Arrays.copyOf(whole, whole.length + 3), "3 bytes are left over");
  }

  @Test
  void decodesOrRefusesWhateverIsFlipped() {
    byte[] whole = codecs.encode("ingot.fleets", Samples.fleetProvisioned());
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = whole.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      try {
        codecs.decode("ingot.fleets", FleetProvisioned.class, broken);
      } catch (UndecodableEventException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void takesNoMemoryForALengthThatIsNotThere() {
    for (long length : new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Long.MAX_VALUE, -1}) {
      assertUndecodable(
          written(CommitReceived.getClassSchema(), out -> out.writeLong(length)), "a length of");
    }
  }

  @Test
  void takesNoMemoryForItemsThatAreNotThere() {
    Schema schema = with("numbers", SchemaBuilder.array().items(Schema.create(Schema.Type.NULL)));
    for (long count : new long[] {Integer.MAX_VALUE - 8, 1L << 40, Long.MAX_VALUE}) {
      assertUndecodable(
          written(
              schema,
              out -> {
                out.writeArrayStart();
                out.writeLong(count);
              }),
          "items");
    }
  }

  @Test
  void survivesDeepNesting() {
    Schema node =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\",\"type\":"
                    + "[\"null\",\"Node\"]}]}");
    byte[] nested =
        written(
            with("node", node),
            out -> {
              for (int i = 0; i < 1_000_000; i++) {
                out.writeIndex(1);
              }
              out.writeIndex(0);
            });
    assertUndecodable(nested, "StackOverflowError");
  }

  @Test
  void refusesSchemasThatAreNoEventOfOurs() {
    for (Schema schema :
        List.of(
            SchemaBuilder.record("java.lang.Runtime").fields().endRecord(),
            SchemaBuilder.record("dev.ingot.events.Nothing").fields().endRecord(),
            Schema.create(Schema.Type.INT))) {
      assertUndecodable(written(schema, out -> {}), "is no event of ours");
    }
  }

  @Test
  void refusesAnIncompatibleSchemaOfTheSameName() {
    Schema schema =
        SchemaBuilder.record(CommitReceived.getClassSchema().getFullName())
            .fields()
            .requiredInt("id")
            .endRecord();
    assertUndecodable(written(schema, out -> out.writeInt(1)), "AvroTypeException");
  }

  @Test
  void skipsFieldsOfTheFuture() throws IOException {
    Schema schema = with("future", SchemaBuilder.map().values().stringType());
    GenericData.Record record = new GenericData.Record(schema);
    CommitReceived event = Samples.commitReceived();
    for (Schema.Field field : schema.getFields()) {
      Schema.Field known = event.getSchema().getField(field.name());
      record.put(field.name(), known == null ? Map.of("a", "b") : plain(event.get(known.pos())));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(WireFormat.header(registry.register("s", schema)));
    BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericData.Record>(schema).write(record, out);
    out.flush();
    assertThat(codecs.decode(TOPIC, CommitReceived.class, bytes.toByteArray())).isEqualTo(event);
  }

  /** A generic writer knows no Instant. */
  private static Object plain(Object value) {
    return value instanceof java.time.Instant time ? time.toEpochMilli() : value;
  }

  /** CommitReceived as a later version may have it, the new field in front. */
  private static Schema with(String name, Schema type) {
    Schema known = CommitReceived.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(new Schema.Field(name, type, "New.", (Object) null));
    known.getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
    return Schema.createRecord(
        known.getName(), known.getDoc(), known.getNamespace(), false, fields);
  }

  private byte[] written(Schema schema, Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
    assertThatCode(
            () -> {
              writing.to(out);
              out.flush();
            })
        .doesNotThrowAnyException();
    int id = registry.register("s", schema);
    return ByteBuffer.allocate(5 + bytes.size())
        .put((byte) 0)
        .putInt(id)
        .put(bytes.toByteArray())
        .array();
  }

  private void assertUndecodable(byte[] bytes, String message) {
    assertThatThrownBy(() -> codecs.decode(TOPIC, CommitReceived.class, bytes))
        .isInstanceOf(UndecodableEventException.class)
        .hasMessageContaining(message);
  }
}
