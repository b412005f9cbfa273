package dev.ingot.events.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A registry for tests: all that name the same {@code mock://scope} in this process share one. It
 * takes every schema and lives as long as the process.
 */
final class InProcessRegistryClient implements RegistryClient {
  private static final Map<String, InProcessRegistryClient> SCOPES = new ConcurrentHashMap<>();

  private record Registered(String subject, Schema schema) {}

  private final List<Schema> schemas = new ArrayList<>();
  private final Set<Registered> registered = new HashSet<>();

  private InProcessRegistryClient() {}

  static RegistryClient ofScope(String scope) {
    return SCOPES.computeIfAbsent(scope, s -> new InProcessRegistryClient());
  }

  @Override
  public synchronized int register(String subject, Schema schema) {
    registered.add(new Registered(subject, schema));
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    return schemas.indexOf(schema) + 1;
  }

  @Override
  public synchronized int lookup(String subject, Schema schema) {
    if (!registered.contains(new Registered(subject, schema))) {
      throw new SchemaRefusedException("the registry has no such schema under " + subject);
    }
    return schemas.indexOf(schema) + 1;
  }

  @Override
  public synchronized Optional<Schema> schema(int id) {
    return id >= 1 && id <= schemas.size() ? Optional.of(schemas.get(id - 1)) : Optional.empty();
  }

  /** The scope outlives its clients. */
  @Override
  public void close() {}
}
