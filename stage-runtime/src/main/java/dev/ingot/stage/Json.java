package dev.ingot.stage;

import java.util.List;
import java.util.stream.Collectors;

/** The little JSON that health needs. */
final class Json {
  private Json() {}

  static String strings(List<String> values) {
    return values.stream().map(Json::string).collect(Collectors.joining(",", "[", "]"));
  }

  static String string(String value) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        default -> json.append(c < ' ' ? "\\u%04x".formatted((int) c) : c);
      }
    }
    return json.append('"').toString();
  }
}
