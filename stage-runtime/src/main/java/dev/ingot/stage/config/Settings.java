package dev.ingot.stage.config;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings that remember which keys were asked for, so that a key with a typo does not go unseen.
 */
final class Settings extends AbstractMap<String, String> {
  private final Map<String, String> settings;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  Settings(Map<String, String> settings) {
    this.settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  void know(String key) {
    known.add(key);
  }

  List<String> unknown() {
    return UnknownKeys.warnings(settings.keySet(), known);
  }

  @Override
  public @Nullable String get(@Nullable Object key) {
    if (key instanceof String name) {
      know(name);
    }
    return key == null ? null : settings.get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return settings.entrySet();
  }
}
