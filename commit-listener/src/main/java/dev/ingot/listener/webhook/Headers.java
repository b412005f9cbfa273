package dev.ingot.listener.webhook;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;

/** A request's headers, by names in any case. */
final class Headers {
  private final Function<String, List<String>> values;

  private Headers(Function<String, List<String>> values) {
    this.values = values;
  }

  static Headers of(HttpFields fields) {
    return new Headers(fields::getValuesList);
  }

  /** The value, empty when there is none. */
  String get(String name) {
    List<String> all = values.apply(name);
    return all.isEmpty() ? "" : all.get(0);
  }

  /** The first of the headers that is there, empty when none is. */
  String firstOf(List<String> names) {
    return names.stream().map(this::get).filter(v -> !v.isEmpty()).findFirst().orElse("");
  }

  /** One of the names that is there more than once: which one counts would be anybody's guess. */
  Optional<String> repeated(List<String> names) {
    return names.stream().filter(name -> values.apply(name).size() > 1).findFirst();
  }
}
