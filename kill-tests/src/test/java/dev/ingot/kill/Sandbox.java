package dev.ingot.kill;

import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.sandbox.kafka.LocalRegistry;
import dev.ingot.stage.Parts;
import java.nio.file.Files;
import java.nio.file.Path;

/** A broker, a schema registry and a small AWS in this JVM; worlds share them. */
final class Sandbox implements AutoCloseable {
  final Path folder;
  final LocalBroker broker;
  final LocalRegistry registry;
  final SandboxCloud cloud;
  final ClassArchive classes;
  final Program program;
  private final Parts parts = new Parts();

  private Sandbox(Path folder) throws Exception {
    this.folder = folder;
    this.classes = ClassArchive.in(folder);
    this.program = Program.compile(folder);
    try {
      broker = part(LocalBroker.start(Files.createDirectories(folder.resolve("kafka")), 0));
      registry = part(LocalRegistry.start(Files.createDirectories(folder.resolve("registry")), 0));
      cloud = part(SandboxCloud.start(folder.resolve("cloud"), 0, 0));
    } catch (Exception e) {
      parts.close();
      throw e;
    }
    // The SDK's own credentials chain reads system properties.
    System.setProperty("aws.accessKeyId", cloud.bootstrap().accessKeyId());
    System.setProperty("aws.secretAccessKey", cloud.bootstrap().secretAccessKey());
  }

  /** Starts all of it; what it keeps is in the folder. */
  static Sandbox start(Path folder) throws Exception {
    return new Sandbox(folder);
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.list().add(part);
    return part;
  }

  @Override
  public void close() {
    parts.close();
  }
}
