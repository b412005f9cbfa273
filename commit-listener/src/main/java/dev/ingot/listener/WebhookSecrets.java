package dev.ingot.listener;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services' webhook secrets: a file per service, read anew each time so that a rotation needs
 * no restart.
 */
final class WebhookSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSecrets.class);
  private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final int MOST = 2;
  private static final int LARGEST_FILE = 4096;

  private final Path folder;

  WebhookSecrets(Path folder) {
    this.folder = folder;
  }

  /** The service's secrets: none, one, or two during a rotation. */
  List<byte[]> of(String service) {
    // The name becomes part of a path.
    if (!SERVICE.matcher(service).matches()) {
      return List.of();
    }
    Path file = folder.resolve(service);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
        LOG.warn("no webhook secret service={} file={}", service, file);
        return List.of();
      }
      try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
        return lines
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .limit(MOST)
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      LOG.warn("cannot read the webhook secret service={} file={}", service, file, e);
      return List.of();
    }
  }
}
