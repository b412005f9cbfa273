package dev.ingot.sandbox.cloud.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeTest {
  @Test
  void readsTheQueryProtocolAsATree() {
    ObjectNode tree =
        Tree.read(Params.parse("Q.member.1.Metric.Name=a&Q.member.2.Metric.Name=b&S.member.1=Sum"));
    assertThat(tree.toString())
        .isEqualTo(
            "{\"Q\":[{\"Metric\":{\"Name\":\"a\"}},{\"Metric\":{\"Name\":\"b\"}}],\"S\":[\"Sum\"]}");
  }

  @Test
  void writesPointsInTimeAsEachProtocolWantsThem() {
    Map<String, Object> answer = Map.of("T", List.of(Instant.ofEpochSecond(10)));
    assertThat(new String(Tree.write(Protocol.JSON, answer), StandardCharsets.UTF_8))
        .isEqualTo("{\"T\":[10.0]}");
    // Tag 1, then a double.
    assertThat(HexFormat.of().formatHex(Tree.write(Protocol.CBOR, answer)))
        .contains("c1fb4024000000000000");
    Xml xml = new Xml("member");
    Tree.write(xml, answer);
    assertThat(xml).hasToString("<T><member>1970-01-01T00:00:10Z</member></T>");
  }

  @Test
  void refusesWhatCannotBeRead() {
    for (Protocol protocol : List.of(Protocol.JSON, Protocol.CBOR)) {
      for (byte[] bad :
          List.of(
              new byte[] {(byte) 0xff, 0x00},
              "[[[[".getBytes(StandardCharsets.UTF_8),
              "[".repeat(100_000).getBytes(StandardCharsets.UTF_8))) {
        assertThatThrownBy(() -> Tree.read(protocol, bad)).isInstanceOf(AwsError.class);
      }
    }
    for (String bad : List.of("A.member.0=x", "A.member.99999=x", "a.".repeat(50) + "=x")) {
      assertThatThrownBy(() -> Tree.read(Params.parse(bad))).isInstanceOf(AwsError.class);
    }
  }
}
