package dev.ingot.events.wire;

import java.util.Optional;
import org.apache.avro.Schema;

/** What serializers ask of a schema registry. Safe for use by many threads. */
interface RegistryClient extends AutoCloseable {
  /**
   * The schema's id, which it is given when the subject does not have it yet.
   *
   * @throws SchemaRefusedException when it is not compatible with the subject's schemas
   * @throws RegistryUnavailableException when the registry does not answer
   */
  int register(String subject, Schema schema);

  /**
   * The id of a schema that the subject has already.
   *
   * @throws SchemaRefusedException when it has not
   * @throws RegistryUnavailableException when the registry does not answer
   */
  int lookup(String subject, Schema schema);

  /**
   * The schema with the id; empty when the registry says that there is none.
   *
   * @throws UndecodableEventException when it is no Avro schema
   * @throws RegistryUnavailableException when the registry does not answer
   */
  Optional<Schema> schema(int id);

  @Override
  void close();

  /** A caching client as the settings ask for. */
  static RegistryClient of(RegistrySettings settings) {
    return new CachingRegistryClient(
        settings.inProcessScope().isPresent()
            ? InProcessRegistryClient.ofScope(settings.inProcessScope().get())
            : new HttpRegistryClient(settings));
  }
}
