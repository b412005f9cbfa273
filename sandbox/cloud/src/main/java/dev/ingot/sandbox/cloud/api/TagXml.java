package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Tags;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tags on the wire. */
final class TagXml {
  private TagXml() {}

  /** A list of key and value. */
  static Map<String, String> read(List<Params> tags) {
    Map<String, String> read = new TreeMap<>();
    for (Params tag : tags) {
      if (read.put(tag.required("Key"), tag.text("Value").orElse("")) != null) {
        throw AwsError.of("InvalidParameterValue", "A tag key is given twice");
      }
    }
    Tags.check(read);
    return read;
  }

  /** EC2's {@code TagSpecification}: tags by type of resource. */
  static Map<String, Map<String, String>> specifications(Params in) {
    Map<String, Map<String, String>> byType = new TreeMap<>();
    for (Params specification : in.list("TagSpecification")) {
      byType.put(specification.required("ResourceType"), read(specification.list("Tag")));
    }
    return byType;
  }

  /** EC2's {@code tagSet}; nothing when there are no tags. */
  static void write(Xml out, Map<String, String> tags) {
    if (!tags.isEmpty()) {
      out.list(
          "tagSet",
          tags.entrySet(),
          (Xml item, Map.Entry<String, String> tag) ->
              item.text("key", tag.getKey()).text("value", tag.getValue()));
    }
  }
}
