package dev.ingot.events.wire;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Asks once: an id means the same schema for ever. What the registry does not know is asked again.
 */
final class CachingRegistryClient implements RegistryClient {
  /** Far more than there are events; hostile records could name many ids. */
  static final int MOST = 1_000;

  private record Registered(String subject, Schema schema) {}

  private final RegistryClient registry;
  private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  CachingRegistryClient(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public int register(String subject, Schema schema) {
    Registered key = new Registered(subject, schema);
    Integer id = ids.get(key);
    return id != null ? id : remember(ids, key, registry.register(subject, schema));
  }

  @Override
  public int lookup(String subject, Schema schema) {
    Registered key = new Registered(subject, schema);
    Integer id = ids.get(key);
    return id != null ? id : remember(ids, key, registry.lookup(subject, schema));
  }

  @Override
  public Optional<Schema> schema(int id) {
    Schema known = schemas.get(id);
    return known != null
        ? Optional.of(known)
        : registry.schema(id).map(schema -> remember(schemas, id, schema));
  }

  private static <K, V> V remember(Map<K, V> cache, K key, V value) {
    if (cache.size() >= MOST) {
      cache.clear();
    }
    cache.put(key, value);
    return value;
  }

  @Override
  public void close() {
    registry.close();
  }
}
