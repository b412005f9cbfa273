package dev.ingot.operator;

import dev.ingot.events.Cause;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.UndecodableEventException;
import dev.ingot.stage.LogTool;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** What the log remembers of one service: its images, and the head that was seen last. */
final class LogMemory {
  private final Map<String, ImageReady> images = new HashMap<>();
  private Optional<HeadSeen> head = Optional.empty();

  private LogMemory() {}

  /** Of a service that the log knows nothing of. */
  static LogMemory empty() {
    return new LogMemory();
  }

  /**
   * @param within longest time for each topic
   * @throws dev.ingot.stage.LogToolException when the log cannot be read
   */
  static LogMemory read(LogTool log, String service, Duration within) {
    LogMemory memory = new LogMemory();
    read(
        log,
        Topics.IMAGES,
        within,
        image -> {
          if (image.getDeployment().getService().equals(service)) {
            memory.images.put(image.getDeployment().getId(), image);
          }
        });
    read(
        log,
        Topics.HEADS,
        within,
        seen -> {
          if (seen.getService().equals(service)) {
            memory.head = Optional.of(seen);
          }
        });
    return memory;
  }

  Optional<ImageReady> image(String deployment) {
    return Optional.ofNullable(images.get(deployment));
  }

  Optional<HeadSeen> head() {
    return head;
  }

  /** From the commit to the image, of the last one that was baked for a commit. */
  Optional<Duration> lastBake() {
    return images.values().stream()
        .filter(image -> !image.getReused() && image.getDeployment().getCause() == Cause.COMMIT)
        .max(Comparator.comparing(ImageReady::getReadyAt))
        .map(image -> Duration.between(image.getDeployment().getStartedAt(), image.getReadyAt()));
  }

  private static <E extends SpecificRecord> void read(
      LogTool log, Topic<E> topic, Duration within, Consumer<E> sink) {
    String name = topic.name(log.prefix());
    log.read(
        List.of(name),
        partition -> true,
        Instant.EPOCH,
        within,
        message -> {
          try {
            sink.accept(log.codecs().decode(name, topic.event(), message.value()));
          } catch (UndecodableEventException e) {
            // Somebody else's trouble; what is looked for was read, or is reported unknown.
          }
        });
  }
}
