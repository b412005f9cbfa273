package dev.ingot.stage.config;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One reading of a configuration record; collects what is wrong, so that it is told at once. */
final class Binder {
  private static final int LARGEST_FILE = 65_536;
  private static final String FILE = ".file";

  private final Map<String, String> settings;
  private final Map<String, String> byVariable = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private Set<String> known = Set.of();

  Binder(Map<String, String> settings) {
    this.settings = settings;
    settings.forEach((key, value) -> byVariable.put(Config.variable(key), value));
  }

  <R extends Record> R read(Class<R> type) {
    List<KeyedComponent> keys = Config.keys(type);
    known = keys.stream().map(key -> Config.variable(key.name())).collect(Collectors.toSet());
    if (settings instanceof Settings remembering) {
      keys.forEach(key -> remembering.know(key.name()));
    }
    R made = make(type);
    if (made == null || !problems.isEmpty()) {
      throw new ConfigException(String.join("\n", problems));
    }
    return made;
  }

  /** Null where a problem stands in the way; it has been noted then. */
  private <R extends Record> @Nullable R make(Class<R> type) {
    int before = problems.size();
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object value = valueOf(type, components[i]);
      if (value != null) {
        values[i] = value;
      }
    }
    return problems.size() == before ? construct(type, components, values) : null;
  }

  private @Nullable Object valueOf(Class<?> owner, RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key != null) {
      return valueOf(new KeyedComponent(key, component.getGenericType()));
    }
    if (component.getType().isRecord()) {
      return make(component.getType().asSubclass(Record.class));
    }
    throw new IllegalArgumentException(
        owner.getName() + "." + component.getName() + " has neither a @Key nor keys of its own");
  }

  private @Nullable Object valueOf(KeyedComponent key) {
    Values values = Values.of(key.type());
    Optional<String> given = given(key.name());
    if (given.isEmpty() && key.required()) {
      problems.add(
          "%s is missing; it takes %s. %s (%s)"
              .formatted(key.name(), values.accepted(), key.key().doc(), variables(key.name())));
      return null;
    }
    String text = given.orElse(key.otherwise());
    try {
      return values.parse().apply(text);
    } catch (RuntimeException e) {
      problems.add(
          "%s cannot be %s; it takes %s (%s)"
              .formatted(
                  key.name(), shown(key.name(), text), values.accepted(), variables(key.name())));
      return null;
    }
  }

  private Optional<String> given(String key) {
    Optional<String> text = lookUp(key).or(() -> fromFile(key));
    if (Config.isSecret(key)) {
      text.ifPresent(secrets::add);
    }
    return text;
  }

  private Optional<String> lookUp(String key) {
    String exact = settings.get(key);
    String value = exact != null ? exact : byVariable.get(Config.variable(key));
    return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
  }

  private Optional<String> fromFile(String key) {
    String fileKey = key + FILE;
    if (known.contains(Config.variable(fileKey))) {
      return Optional.empty();
    }
    Optional<String> file = lookUp(fileKey);
    if (settings instanceof Settings remembering && file.isPresent()) {
      remembering.know(fileKey);
    }
    return file.flatMap(path -> contents(fileKey, path));
  }

  private Optional<String> contents(String fileKey, String path) {
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length > LARGEST_FILE) {
        problems.add("%s names %s, which is over 64 KB".formatted(fileKey, path));
        return Optional.empty();
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8).stripTrailing())
          .filter(text -> !text.isEmpty());
    } catch (IOException | InvalidPathException e) {
      problems.add("%s names %s, which cannot be read".formatted(fileKey, path));
      return Optional.empty();
    }
  }

  private <R extends Record> @Nullable R construct(
      Class<R> type, RecordComponent[] components, Object[] values) {
    try {
      Constructor<R> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof IllegalArgumentException wrong)) {
        throw new IllegalStateException(type.getName() + " cannot be made", e.getCause());
      }
      problems.add(withoutSecrets(String.valueOf(wrong.getMessage())));
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be made", e);
    }
  }

  private String withoutSecrets(String message) {
    String clean = message;
    for (String secret : secrets) {
      clean = clean.replace(secret, "(hidden)");
    }
    return clean;
  }

  private static String shown(String key, String text) {
    return Config.isSecret(key) ? "what it is set to" : "'" + text + "'";
  }

  private static String variables(String key) {
    return "environment variable " + Config.variable(key);
  }
}
