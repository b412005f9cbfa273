package dev.ingot.sandbox;

import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where a running stack can be reached; written to a file so that {@code ingot deploy} finds it.
 *
 * @param listener where users' requests go
 * @param aws the AWS API
 * @param webhooks where git hosts send their webhooks, in GitHub's form; none where no workers are
 * @param environmentFile a file to source for the AWS command line
 */
record Endpoints(
    String kafka,
    String registry,
    URI listener,
    URI aws,
    Optional<URI> webhooks,
    Path environmentFile) {
  private static final String FILE = "endpoints.properties";

  RuntimeConfig runtime() {
    return Config.read(
        RuntimeConfig.class,
        Map.of("ingot.kafka.bootstrap.servers", kafka, "ingot.schema.registry.url", registry));
  }

  void write(Path folder) {
    Properties all = new Properties();
    all.putAll(
        new TreeMap<>(
            Map.of(
                "kafka", kafka,
                "registry", registry,
                "listener", listener.toString(),
                "aws", aws.toString(),
                "webhooks", webhooks.map(URI::toString).orElse(""),
                "environmentFile", environmentFile.toString())));
    try (Writer writer = Files.newBufferedWriter(folder.resolve(FILE))) {
      all.store(writer, "Where this stack can be reached");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing can be reached any more, or not yet. */
  static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }

  static Optional<Endpoints> read(Path folder) {
    Properties all = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
      all.load(reader);
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(
        new Endpoints(
            all.getProperty("kafka", ""),
            all.getProperty("registry", ""),
            URI.create(all.getProperty("listener", "")),
            URI.create(all.getProperty("aws", "")),
            Optional.of(all.getProperty("webhooks", "")).filter(w -> !w.isEmpty()).map(URI::create),
            Path.of(all.getProperty("environmentFile", ""))));
  }
}
