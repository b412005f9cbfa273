package dev.ingot.listener.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What a webhook's sender is told.
 *
 * @param status HTTP status
 * @param body JSON
 */
record Answer(int status, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param pushes their ids, which are hexadecimal digits
   */
  static Answer accepted(List<String> pushes) {
    // By hand: it is what nearly all are told.
    return new Answer(202, "{\"pushes\":[\"" + String.join("\",\"", pushes) + "\"]}");
  }

  static Answer ignored(String why) {
    return new Answer(200, json(Map.of("ignored", why)));
  }

  static Answer refused(int status, String why) {
    return new Answer(status, json(Map.of("error", why)));
  }

  /** Seconds after which to come again; 0 where that would not help. */
  int retryAfter() {
    return switch (status) {
      case 429 -> 1;
      case 503 -> 5;
      default -> 0;
    };
  }

  private static String json(Map<String, ?> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }
}
