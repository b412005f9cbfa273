package dev.ingot.stage.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads configuration records. */
public final class Config {
  static final String KEY_PREFIX = "ingot.";
  private static final String VARIABLE_PREFIX = "INGOT_";

  private Config() {}

  /**
   * Environment variables {@code INGOT_*} and system properties {@code ingot.*}, as keys; a system
   * property wins. The map remembers which keys were asked for, see {@link #unknown}.
   */
  public static Map<String, String> environment() {
    return environment(System.getenv(), System.getProperties());
  }

  static Map<String, String> environment(Map<String, String> variables, Properties properties) {
    Map<String, String> settings = new TreeMap<>();
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(VARIABLE_PREFIX)) {
            settings.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(KEY_PREFIX)) {
        settings.keySet().removeIf(key -> variable(key).equals(variable(name)));
        settings.put(name, properties.getProperty(name));
      }
    }
    return new Settings(settings);
  }

  /**
   * Makes the record from its {@link Key}s; a component that is a record itself is read the same
   * way. A blank value counts as none. Where {@code <key>.file} is set instead of a key, its value
   * is what the file holds, without the white space at its end: for secrets.
   *
   * @throws ConfigException naming every key that is missing or wrong, and what it takes
   */
  public static <R extends Record> R read(Class<R> type, Map<String, String> settings) {
    return new Binder(settings).read(type);
  }

  /**
   * A sentence for each setting that nothing has asked for, with the key that was perhaps meant.
   *
   * @param settings as made by {@link #environment}, after everything has been read from them;
   *     other maps do not remember, and give no sentences
   */
  public static List<String> unknown(Map<String, String> settings) {
    return settings instanceof Settings remembering ? remembering.unknown() : List.of();
  }

  /**
   * The environment variables that say the same, for a process that reads these records and no
   * others; settings that none of them asks for are left out.
   */
  public static Map<String, String> variables(
      Map<String, String> settings, List<Class<? extends Record>> types) {
    Map<String, String> variables = new TreeMap<>();
    for (Class<? extends Record> type : types) {
      for (KeyedComponent component : keys(type)) {
        String key = component.name();
        String value = settings.get(key);
        if (value != null) {
          variables.put(variable(key), value);
        }
      }
    }
    return variables;
  }

  /** The environment variable that stands for a key. */
  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** Whether values of the key must not be shown. */
  static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return List.of("secret", "password", "token").stream().anyMatch(lower::contains);
  }

  /** Every key of the record and of the records in it, in order. */
  static List<KeyedComponent> keys(Class<? extends Record> type) {
    List<KeyedComponent> keys = new ArrayList<>();
    for (var component : type.getRecordComponents()) {
      Key key = component.getAnnotation(Key.class);
      if (key != null) {
        keys.add(new KeyedComponent(key, component.getGenericType()));
      } else if (component.getType().isRecord()) {
        keys.addAll(keys(component.getType().asSubclass(Record.class)));
      }
    }
    return keys;
  }
}
