package dev.ingot.listener.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services' webhook secrets: a file per service, looked at each time and read again when it has
 * changed, so that a rotation needs no restart.
 */
final class WebhookSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSecrets.class);
  private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final int MOST = 2;
  private static final int LARGEST_FILE = 4096;

  /** A file that is younger may change again without a change of its time. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path folder;
  private final List<Secret> common;
  private final InstantSource clock;
  private final Map<String, Read> read = new ConcurrentHashMap<>();

  /** What was read of a file, and how one sees that it is still the same. */
  private record Read(Optional<Object> key, Instant modified, long size, List<Secret> secrets) {}

  /**
   * @param common of services that have no file; of these, too, two at most
   */
  WebhookSecrets(Path folder, List<Secret> common, InstantSource clock) {
    this.folder = folder;
    this.common = List.copyOf(common);
    this.clock = clock;
  }

  /** The service's secrets: none, one, or two during a rotation. */
  List<Secret> of(String service) {
    // The name becomes part of a path.
    if (!SERVICE.matcher(service).matches()) {
      return List.of();
    }
    Path file = folder.resolve(service);
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      if (!now.isRegularFile() || now.size() > LARGEST_FILE) {
        LOG.warn("no webhook secret service={} file={}", service, file);
        return List.of();
      }
      return of(service, file, now);
    } catch (NoSuchFileException e) {
      if (common.isEmpty()) {
        LOG.warn("no webhook secret service={} file={}", service, file);
      }
      return common;
    } catch (IOException e) {
      LOG.warn("cannot read the webhook secret service={} file={}", service, file, e);
      return List.of();
    }
  }

  private List<Secret> of(String service, Path file, BasicFileAttributes now) throws IOException {
    Instant modified = now.lastModifiedTime().toInstant();
    Optional<Object> key = Optional.ofNullable(now.fileKey());
    @Nullable Read last = read.get(service);
    if (last != null
        && last.key.equals(key)
        && last.modified.equals(modified)
        && last.size == now.size()) {
      return last.secrets;
    }
    List<Secret> secrets = lines(file);
    if (modified.plus(SETTLED).isBefore(clock.instant())) {
      read.put(service, new Read(key, modified, now.size(), secrets));
    }
    return secrets;
  }

  private static List<Secret> lines(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(MOST)
        .map(Secret::new)
        .toList();
  }
}
