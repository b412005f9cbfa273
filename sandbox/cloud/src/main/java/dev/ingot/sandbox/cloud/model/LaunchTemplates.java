package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The account's launch templates. */
public final class LaunchTemplates {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9()./_\\-]{3,128}");

  private final Map<String, LaunchTemplate> templates = new LinkedHashMap<>();
  private final Map<String, Made> byToken = new LinkedHashMap<>();

  /**
   * What a client token stands for.
   *
   * @param parameters all of the request's
   * @param id of the template that it made
   */
  public record Made(Map<String, String> parameters, String id) {}

  LaunchTemplates() {}

  LaunchTemplates(Kept kept) {
    kept.templates.forEach(template -> templates.put(template.id(), template));
    byToken.putAll(kept.byToken);
  }

  /** What is kept across a restart. */
  public record Kept(List<LaunchTemplate> templates, Map<String, Made> byToken) {}

  Kept keep() {
    return new Kept(List.copyOf(templates.values()), new LinkedHashMap<>(byToken));
  }

  /** A new template, or the one that the same token made before. */
  public LaunchTemplate create(
      String name,
      String note,
      LaunchTemplate.Data data,
      String token,
      Map<String, String> parameters,
      Instant now) {
    Made before = byToken.get(token);
    if (!token.isEmpty() && before != null && templates.containsKey(before.id)) {
      if (!before.parameters.equals(parameters)) {
        throw AwsError.of(
            "IdempotentParameterMismatch",
            "The client token was used before with other parameters.");
      }
      return get(before.id);
    }
    if (!NAME.matcher(name).matches()) {
      throw AwsError.of(
          "InvalidLaunchTemplateName.MalformedException",
          "A launch template name has 3 to 128 letters, digits and ()./_-");
    }
    if (byName(name).isPresent()) {
      throw AwsError.of(
          "InvalidLaunchTemplateName.AlreadyExistsException",
          "Launch template name already in use.");
    }
    LaunchTemplate made = new LaunchTemplate(Arns.newId("lt-"), name, now, note, data);
    templates.put(made.id(), made);
    if (!token.isEmpty()) {
      byToken.put(token, new Made(parameters, made.id()));
    }
    return made;
  }

  public Optional<LaunchTemplate> find(String id) {
    return Optional.ofNullable(templates.get(id));
  }

  public Optional<LaunchTemplate> byName(String name) {
    return templates.values().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /**
   * The template asked for.
   *
   * @throws AwsError when there is none
   */
  public LaunchTemplate get(String id) {
    return find(id)
        .orElseThrow(
            () ->
                AwsError.of(
                    "InvalidLaunchTemplateId.NotFound",
                    "The specified launch template, with template ID " + id + ", does not exist."));
  }

  /**
   * The template asked for.
   *
   * @throws AwsError when there is none
   */
  public LaunchTemplate getByName(String name) {
    return byName(name)
        .orElseThrow(
            () ->
                AwsError.of(
                    "InvalidLaunchTemplateName.NotFoundException",
                    "The specified launch template, with template name "
                        + name
                        + ", does not exist."));
  }

  public LaunchTemplate remove(String id) {
    LaunchTemplate template = get(id);
    templates.remove(id);
    byToken.values().removeIf(made -> made.id.equals(id));
    return template;
  }

  public Collection<LaunchTemplate> all() {
    return templates.values();
  }
}
