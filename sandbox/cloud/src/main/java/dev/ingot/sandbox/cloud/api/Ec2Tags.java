package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** EC2's actions on tags. */
final class Ec2Tags {
  /** EC2's word for what an id is of, by its prefix. */
  private static final Map<String, String> TYPES =
      Map.of(
          "ami", "image",
          "snap", "snapshot",
          "i", "instance",
          "lt", "launch-template",
          "vpc", "vpc",
          "subnet", "subnet",
          "sg", "security-group");

  private final Account account;

  private Ec2Tags(Account account) {
    this.account = account;
  }

  static void add(QueryService service, Account account) {
    Ec2Tags tags = new Ec2Tags(account);
    service
        .add("CreateTags", tags::create)
        .add("DeleteTags", tags::delete)
        .add("DescribeTags", tags::describe);
  }

  private void create(Params in, Xml out) {
    Map<String, String> tags = TagXml.read(in.list("Tag"));
    List<String> resources = resources(in);
    resources.forEach(id -> account.tags().put(id, tags));
    out.text("return", true);
  }

  private void delete(Params in, Xml out) {
    List<Params> named = in.list("Tag");
    for (String id : resources(in)) {
      Map<String, String> tags = account.tags().of(id);
      List<String> keys =
          named.isEmpty()
              ? List.copyOf(tags.keySet())
              : named.stream()
                  .filter(
                      tag ->
                          tag.text("Value")
                              .map(value -> value.equals(tags.get(tag.required("Key"))))
                              .orElse(true))
                  .map(tag -> tag.required("Key"))
                  .toList();
      account.tags().remove(id, keys);
    }
    out.text("return", true);
  }

  private List<String> resources(Params in) {
    List<String> ids = in.texts("ResourceId");
    if (ids.isEmpty()) {
      throw AwsError.of("MissingParameter", "The request must contain the parameter ResourceId");
    }
    ids.forEach(this::require);
    return ids;
  }

  private void require(String id) {
    switch (typeOf(id)) {
      case "image" -> account.images().get(id);
      case "instance" -> account.instances().get(id);
      case "launch-template" -> account.templates().get(id);
      case "snapshot" -> {
        if (account.images().snapshots().stream().noneMatch(one -> one.id().equals(id))) {
          throw AwsError.of(
              "InvalidSnapshot.NotFound", "The snapshot '" + id + "' does not exist.");
        }
      }
      case "" -> throw AwsError.of("InvalidID", "The ID '" + id + "' is not valid");
      default -> {}
    }
  }

  private static String typeOf(String id) {
    int hyphen = id.indexOf('-');
    return TYPES.getOrDefault(hyphen < 0 ? "" : id.substring(0, hyphen), "");
  }

  private record Tagged(String id, String key, String value) {}

  private void describe(Params in, Xml out) {
    Filters filters = Filters.ec2(in);
    List<Tagged> found =
        account.tags().all().entrySet().stream()
            .filter(entry -> !typeOf(entry.getKey()).isEmpty())
            .flatMap(
                entry ->
                    entry.getValue().entrySet().stream()
                        .map(tag -> new Tagged(entry.getKey(), tag.getKey(), tag.getValue())))
            .filter(one -> filters.pass(Map.of(one.key, one.value), f -> attribute(one, f)))
            .toList();
    Page<Tagged> page = Page.of(found, in.number("MaxResults", 5, 1000), in.text("NextToken"));
    out.list(
            "tagSet",
            page.items(),
            (Xml item, Tagged one) ->
                item.text("resourceId", one.id)
                    .text("resourceType", typeOf(one.id))
                    .text("key", one.key)
                    .text("value", one.value))
        .text("nextToken", page.next());
  }

  private static @Nullable String attribute(Tagged one, String filter) {
    return switch (filter) {
      case "resource-id" -> one.id;
      case "resource-type" -> Objects.requireNonNull(typeOf(one.id));
      case "key" -> one.key;
      case "value" -> one.value;
      default -> null;
    };
  }
}
