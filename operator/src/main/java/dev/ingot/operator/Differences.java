package dev.ingot.operator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Collects what differs, key by key. For one thread. */
final class Differences {
  private final List<Change> found = new ArrayList<>();

  List<Change> found() {
    return List.copyOf(found);
  }

  /** A value that is always there. */
  <T> void value(String key, T before, T after, Function<? super T, String> words) {
    if (!before.equals(after)) {
      found.add(Change.of(key, words.apply(before), words.apply(after)));
    }
  }

  <T> void value(String key, T before, T after) {
    value(key, before, after, String::valueOf);
  }

  /** A value that may be there. */
  <T> void optional(
      String key, Optional<T> before, Optional<T> after, Function<? super T, String> words) {
    if (!before.equals(after)) {
      found.add(new Change(key, before.map(words), after.map(words)));
    }
  }

  void optional(String key, Optional<String> before, Optional<String> after) {
    optional(key, before, after, text -> text);
  }

  /** Values by name, each under a key of its own. */
  void named(String section, Map<String, String> before, Map<String, String> after) {
    for (String name : names(before, after)) {
      optional(
          section + "." + name,
          Optional.ofNullable(before.get(name)),
          Optional.ofNullable(after.get(name)));
    }
  }

  /** Those of before, and those that are new. */
  static Set<String> names(Map<String, ?> before, Map<String, ?> after) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    return names;
  }

  /** What was in the one list and is not in the other, and the other way round. */
  <T> void elements(String key, List<T> before, List<T> after, Function<? super T, String> words) {
    before.stream()
        .filter(one -> !after.contains(one))
        .forEach(
            gone -> found.add(new Change(key, Optional.of(gone).map(words), Optional.empty())));
    after.stream()
        .filter(one -> !before.contains(one))
        .forEach(
            come -> found.add(new Change(key, Optional.empty(), Optional.of(come).map(words))));
  }
}
