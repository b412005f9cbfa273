package dev.ingot.stage.config;

import java.util.List;
import java.util.Locale;

/** Renders the page of all configuration keys. */
public final class ConfigReference {
  private ConfigReference() {}

  /** One section with a table per record, in the order given; Markdown, ends with a line feed. */
  public static String markdown(List<Class<? extends Record>> records) {
    StringBuilder page = new StringBuilder();
    for (Class<? extends Record> type : records) {
      page.append(page.isEmpty() ? "" : "\n").append("## ").append(title(type)).append("\n\n");
      page.append("| Key | Environment variable | Takes | Default | Meaning |\n");
      page.append("|---|---|---|---|---|\n");
      Config.keys(type).forEach(key -> page.append(row(key)));
    }
    return page.toString();
  }

  private static String row(KeyedComponent key) {
    return "| `%s` | `%s` | %s | %s | %s |%n"
        .formatted(
            key.name(),
            Config.variable(key.name()),
            cell(Values.of(key.type()).accepted()),
            otherwise(key),
            cell(key.key().doc()))
        .replace(System.lineSeparator(), "\n");
  }

  private static String otherwise(KeyedComponent key) {
    if (key.required()) {
      return "required";
    }
    return key.otherwise().isEmpty() ? "none" : "`" + cell(key.otherwise()) + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }

  /** {@code ListenerConfig} becomes "Listener config". */
  private static String title(Class<?> type) {
    String words = type.getSimpleName().replaceAll("(?<=[a-z0-9])([A-Z])", " $1");
    return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
  }
}
