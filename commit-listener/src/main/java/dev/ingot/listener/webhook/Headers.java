package dev.ingot.listener.webhook;

import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** A request's headers, by names in any case. */
final class Headers {
  private final HttpFields fields;

  private Headers(HttpFields fields) {
    this.fields = fields;
  }

  static Headers of(HttpFields fields) {
    return new Headers(fields);
  }

  /** The value of the first of this name, empty when there is none. */
  String get(String name) {
    @Nullable String value = fields.get(name);
    return value == null ? "" : value;
  }

  /** The first of the headers that is there, empty when none is. */
  String firstOf(List<String> names) {
    for (String name : names) {
      String value = get(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** One of the names that is there more than once: which one counts would be anybody's guess. */
  Optional<String> repeated(List<String> names) {
    for (String name : names) {
      int count = 0;
      for (HttpField field : fields) {
        count += field.is(name) ? 1 : 0;
      }
      if (count > 1) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
