package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.matching;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code settings} and {@code secrets}: what the process finds in its environment. */
final class VariablesReader {
  /** All of it travels in user data, which ends at 16 KB. */
  private static final int MOST_CHARACTERS = 8_192;

  private static final Kind<String> VARIABLE =
      matching(
          "(?!PORT$|INGOT_)[A-Za-z_][A-Za-z0-9_]{0,99}",
          "a variable's name such as LOG_LEVEL, but not PORT or INGOT_…");

  /** How well-known secrets look; the schema has the same. */
  private static final Pattern SECRET =
      Pattern.compile(
          "-----BEGIN |(^|[^A-Za-z0-9])(AKIA|ASIA)[0-9A-Z]{16}($|[^A-Za-z0-9])"
              + "|(ghp|gho|ghs|ghu|glpat|xox[abp])[_-][A-Za-z0-9_-]{16}"
              + "|^[A-Za-z][A-Za-z0-9+.-]*://[^/@]*:[^/@]+@");

  private static final Kind<String> VALUE =
      new Kind<>(
          "a text of at most 4,096 characters on one line",
          text ->
              Optional.of(text)
                  .filter(t -> t.length() <= 4_096)
                  .filter(t -> t.chars().noneMatch(Character::isISOControl)));

  private static final Kind<String> REFERENCE =
      matching(
              "(?!.*\\.\\.)(ssm:(/[A-Za-z0-9_.-]{1,128}){1,15}"
                  + "|secretsmanager:[A-Za-z0-9/_+=.@-]{1,400}(#[A-Za-z0-9_.-]{1,100})?)",
              "a reference to where the secret is kept: ssm:/shop/db-url or"
                  + " secretsmanager:shop/db#password; never the secret itself, whose place is the"
                  + " store")
          .hidden();

  private final Scope scope;

  VariablesReader(Scope scope) {
    this.scope = scope;
  }

  Map<String, String> settings(Section section) {
    Map<String, String> settings = section.map("settings", VARIABLE, VALUE);
    Section values = section.section("settings");
    settings.forEach(
        (name, value) -> {
          if (SECRET.matcher(value).find()) {
            values.secretProblem(
                name,
                ("'%s' looks like a secret; keep it in the parameter store, write a reference to it"
                        + " under 'secrets', and change the secret: it is in the repository")
                    .formatted(values.name(name)));
          } else if (REFERENCE.read(value).isPresent()) {
            values.problem(
                name,
                "'%s' is a reference to a secret; write it under 'secrets'"
                    .formatted(values.name(name)));
          }
        });
    int size =
        settings.entrySet().stream()
            .mapToInt(e -> e.getKey().length() + e.getValue().length())
            .sum();
    if (size > MOST_CHARACTERS) {
      section.problem(
          "settings",
          "the settings have %,d characters, at most %,d are accepted"
              .formatted(size, MOST_CHARACTERS));
    }
    return settings;
  }

  Map<String, String> secrets(Section section, Map<String, String> settings) {
    Map<String, String> secrets = section.map("secrets", VARIABLE, REFERENCE);
    Section references = section.section("secrets");
    List<String> allowed =
        Stream.concat(scope.policy().secrets().stream(), scope.ownSecrets().stream())
            .map(scope::fill)
            .toList();
    secrets.forEach(
        (name, reference) -> {
          if (settings.containsKey(name)) {
            references.problem(
                name, "'%s' is among the settings, too; keep one of the two".formatted(name));
          }
          if (allowed.stream().noneMatch(reference::startsWith)) {
            references.problem(name, scope.notOffered("the secret", reference, allowed));
          }
        });
    return secrets;
  }
}
