package dev.ingot.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Answers, made fit for a terminal. */
final class Texts {
  /** No character beyond ASCII: some turn a terminal's lines around. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private static final int DUMPED = 512;
  private static final int LINE = 16;

  private Texts() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String json(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }

  /** The event as JSON; empty when Avro writes none, as for numbers that JSON does not know. */
  static Optional<JsonNode> event(SpecificRecord event) {
    try {
      return Optional.of(JSON.readTree(event.toString()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The first 512 bytes: offset, hexadecimal digits, printable characters. */
  static String dump(byte[] bytes) {
    StringBuilder dump = new StringBuilder();
    int length = Math.min(DUMPED, bytes.length);
    for (int from = 0; from < length; from += LINE) {
      int to = Math.min(length, from + LINE);
      StringBuilder readable = new StringBuilder();
      for (int i = from; i < to; i++) {
        readable.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
      }
      dump.append(
          String.format(
              Locale.ROOT,
              "  %04x  %-47s  %s%n",
              from,
              HexFormat.ofDelimiter(" ").formatHex(bytes, from, to),
              readable));
    }
    if (bytes.length > length) {
      dump.append("  … %d bytes more%n".formatted(bytes.length - length));
    }
    return dump.toString();
  }

  /** Columns as wide as their widest cell; the first row is the head. */
  static String table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
      }
      table.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return table.toString();
  }
}
