package dev.ingot.sandbox.cloud.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One structure, three encodings: CloudWatch speaks CBOR to the Java SDK, JSON to the AWS CLI, and
 * the query protocol to older ones. Going in, everything becomes a JSON tree; coming out, a tree of
 * maps, lists, texts, numbers, booleans and instants is written.
 */
public final class Tree {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final int DEEPEST = 12;
  private static final int MOST_MEMBERS = 1_000;

  /** CBOR's tag for seconds since 1970. */
  private static final int EPOCH = 1;

  private Tree() {}

  /** Reads JSON or CBOR. */
  public static ObjectNode read(Protocol protocol, byte[] body) {
    ObjectMapper mapper = protocol == Protocol.CBOR ? CBOR : JSON;
    try {
      JsonNode read = body.length == 0 ? mapper.createObjectNode() : mapper.readTree(body);
      if (read instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw AwsError.of("SerializationException", "The request is not a structure in " + protocol);
  }

  /** Reads the flat names of the query protocol; all values are texts. */
  public static ObjectNode read(Params form) {
    ObjectNode root = JSON.createObjectNode();
    form.all().forEach((name, value) -> put(root, List.of(name.split("\\.", -1)), value));
    return root;
  }

  private static void put(ObjectNode root, List<String> path, String value) {
    if (path.size() > DEEPEST) {
      throw AwsError.of("MalformedQueryString", "A parameter's name is too deep");
    }
    ObjectNode at = root;
    for (int i = 0; i < path.size(); i++) {
      boolean list = i + 2 < path.size() && path.get(i + 1).equals("member");
      String name = path.get(i);
      if (list) {
        boolean last = i + 2 == path.size() - 1;
        ArrayNode array = at.withArrayProperty(name);
        int index = index(path.get(i + 2));
        while (array.size() <= index) {
          if (last) {
            array.add("");
          } else {
            array.addObject();
          }
        }
        if (last) {
          array.set(index, value);
        } else if (array.get(index) instanceof ObjectNode member) {
          at = member;
        } else {
          throw AwsError.of("MalformedQueryString", "A member is both text and structure");
        }
        i += 2;
      } else if (i == path.size() - 1) {
        at.put(name, value);
      } else {
        at = at.withObjectProperty(name);
      }
    }
  }

  private static int index(String number) {
    if (!number.matches("[1-9][0-9]{0,3}") || Integer.parseInt(number) > MOST_MEMBERS) {
      throw AwsError.of("MalformedQueryString", "A list's members are numbered from 1 to 1000");
    }
    return Integer.parseInt(number) - 1;
  }

  /** Writes JSON or CBOR. */
  public static byte[] write(Protocol protocol, Map<String, ?> structure) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ObjectMapper mapper = protocol == Protocol.CBOR ? CBOR : JSON;
    try (JsonGenerator generator = mapper.getFactory().createGenerator(out)) {
      write(generator, structure);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> structure -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> member : structure.entrySet()) {
          out.writeFieldName(String.valueOf(member.getKey()));
          write(out, member.getValue());
        }
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        for (Object member : list) {
          write(out, member);
        }
        out.writeEndArray();
      }
      case Instant time -> {
        if (out instanceof CBORGenerator cbor) {
          cbor.writeTag(EPOCH);
        }
        out.writeNumber(time.toEpochMilli() / 1000.0);
      }
      case Boolean truth -> out.writeBoolean(truth);
      case Double number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      default -> out.writeString(value.toString());
    }
  }

  /** Writes the query protocol's XML. */
  public static void write(Xml out, Map<String, ?> structure) {
    structure.forEach((name, value) -> write(out, name, value));
  }

  private static void write(Xml out, String name, Object value) {
    switch (value) {
      case Map<?, ?> structure ->
          out.node(
              name,
              node -> structure.forEach((key, member) -> write(node, String.valueOf(key), member)));
      case List<?> list -> out.node(name, node -> list.forEach(one -> write(node, "member", one)));
      default -> out.text(name, value);
    }
  }
}
