package dev.ingot.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, for people and for programs. */
final class Figures {
  private Figures() {}

  /** The smallest value that a share of all of them does not exceed, by rank. */
  static double quantile(List<Double> sorted, double share) {
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index));
  }

  /** The machine that it was measured on. */
  static Map<String, Object> machine() {
    Runtime here = Runtime.getRuntime();
    return Map.of(
        "processors", here.availableProcessors(),
        "os", System.getProperty("os.name") + " " + System.getProperty("os.version"),
        "java", System.getProperty("java.vendor.version", Runtime.version().toString()));
  }

  /** A table in Markdown; the first row is its head. */
  static String table(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
      if (i == 0) {
        text.append("|").append("---|".repeat(rows.get(i).size())).append('\n');
      }
    }
    return text.toString();
  }

  /** With one digit behind the point. */
  static String one(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  /** Writes {@code <name>.json} and {@code <name>.md}. */
  static void write(Path folder, String name, Map<String, Object> data, String page)
      throws IOException {
    Files.createDirectories(folder);
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    json.writeValue(folder.resolve(name + ".json").toFile(), data);
    Files.writeString(folder.resolve(name + ".md"), page);
  }
}
