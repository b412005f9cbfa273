package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A part of a long answer.
 *
 * @param next where the next part begins, opaque to the caller; empty when this is the last
 */
record Page<T>(List<T> items, Optional<String> next) {
  /**
   * Cuts one.
   *
   * @param size how many at most; all when not given
   * @param token what the page before said
   */
  static <T> Page<T> of(List<T> all, Optional<Integer> size, Optional<String> token) {
    int from = token.filter(t -> !t.isEmpty()).map(Page::position).orElse(0);
    int start = Math.min(from, all.size());
    int end = (int) Math.min((long) start + Math.max(1, size.orElse(all.size())), all.size());
    Optional<String> next = end < all.size() ? Optional.of(token(end)) : Optional.empty();
    return new Page<>(List.copyOf(all.subList(start, end)), next);
  }

  private static String token(int position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("at:" + position).getBytes(StandardCharsets.UTF_8));
  }

  private static int position(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.matches("at:[0-9]{1,9}")) {
        return Integer.parseInt(text.substring(3));
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw AwsError.of("InvalidNextToken", "The token '" + token + "' is invalid");
  }
}
