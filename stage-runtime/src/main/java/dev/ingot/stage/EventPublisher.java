package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.wire.CloudEvent;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.TraceParent;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Announces events that no record caused: a webhook's push, an operator's command. Thread-safe. */
public final class EventPublisher implements AutoCloseable {
  /** Beyond so many events under way, callers wait within their time. */
  private static final int MOST_UNDER_WAY = 1_000;

  private final String name;
  private final String prefix;
  private final EventCodecs codecs;
  private final SteadyProducer producer;
  private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
  private final Overdue overdue = new Overdue();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Whoever waits for those, so that they end before these do. */
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

  /** Topics, by their whole names, that something was published to. */
  private final Set<String> published = ConcurrentHashMap.newKeySet();

  private EventPublisher(String name, RuntimeConfig config) {
    KafkaClients clients = new KafkaClients(config);
    this.name = name;
    this.prefix = config.topicPrefix();
    this.codecs = EventCodecs.open(clients.codecs());
    this.producer = new SteadyProducer(clients);
  }

  /** Connects when the first event is published. */
  public static EventPublisher open(RuntimeConfig config) {
    return open("publisher", config);
  }

  /**
   * Connects when the first event is published.
   *
   * @param name who announces, such as {@code commit-listener}: the source of its CloudEvents
   */
  public static EventPublisher open(String name, RuntimeConfig config) {
    return new EventPublisher(name, config);
  }

  /**
   * Returns once the brokers have acknowledged the event (acks=all, idempotent).
   *
   * @throws PublishException when they have not within the time; the event may still arrive, for at
   *     most 30 s
   */
  public <E extends SpecificRecord> void publish(Topic<E> topic, E event, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    TraceParent trace = Traces.currentOrNew();
    try {
      if (!underWay.tryAcquire(within.toNanos(), NANOSECONDS)) {
        throw new PublishException(
            "More than " + MOST_UNDER_WAY + " events wait for the brokers", new TimeoutException());
      }
      Future<?> sent = submit(() -> producer.send(message(topic, event, trace)));
      sent.get(deadline - System.nanoTime(), NANOSECONDS);
      published.add(topic.name(prefix));
    } catch (TimeoutException e) {
      throw late(topic, within, e);
    } catch (ExecutionException e) {
      throw failed(topic, e.getCause(), e);
    } catch (RejectedExecutionException e) {
      throw new PublishException("The publisher is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("Interrupted while publishing a " + name(topic), e);
    }
  }

  /**
   * As {@link #publish}, but never waits. What comes back completes once the brokers have
   * acknowledged the event, or else with a {@link PublishException}.
   */
  public <E extends SpecificRecord> CompletableFuture<?> announce(
      Topic<E> topic, E event, Duration within) {
    TraceParent trace = Traces.currentOrNew();
    try {
      // Its schema is known to the codecs once one has been published.
      if (published.contains(topic.name(prefix)) && underWay.tryAcquire()) {
        Optional<CompletableFuture<RecordMetadata>> sent = Optional.empty();
        try {
          sent = producer.sendNow(message(topic, event, trace));
        } finally {
          if (sent.isEmpty()) {
            underWay.release();
          }
        }
        if (sent.isPresent()) {
          return acknowledged(sent.get(), topic, within);
        }
      }
      return CompletableFuture.runAsync(() -> publish(topic, event, within), waiting);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(failed(topic, e, e));
    }
  }

  private CompletableFuture<?> acknowledged(
      CompletableFuture<RecordMetadata> sent, Topic<?> topic, Duration within) {
    // It gives its place back when it has ended, not when its caller gives up.
    CompletableFuture<RecordMetadata> ended = sent.whenComplete((it, why) -> underWay.release());
    CompletableFuture<RecordMetadata> inTime = ended.copy();
    overdue.end(inTime, within);
    return inTime.handle(
        (written, why) -> {
          if (why == null) {
            FaultPoint.EVENT_PUBLISHED.pass(written.topic());
            return written;
          }
          throw why instanceof TimeoutException
              ? late(topic, within, why)
              : failed(topic, why instanceof CompletionException ? why.getCause() : why, why);
        });
  }

  private static PublishException late(Topic<?> topic, Duration within, Throwable why) {
    return new PublishException(
        "The brokers did not acknowledge a %s within %d ms"
            .formatted(name(topic), within.toMillis()),
        why);
  }

  private static PublishException failed(Topic<?> topic, @Nullable Throwable cause, Throwable why) {
    return new PublishException(
        "A %s could not be published: %s".formatted(name(topic), cause), why);
  }

  private <E extends SpecificRecord> ProducerRecord<byte[], byte[]> message(
      Topic<E> topic, E event, TraceParent trace) {
    String full = topic.name(prefix);
    byte[] key = topic.service().apply(event).getBytes(UTF_8);
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(full, key, codecs.encode(full, event));
    CloudEvent.of(topic, event, name).writeTo(message.headers());
    trace.writeTo(message.headers());
    return message;
  }

  /** What is under way gives its place back when it has ended, not when its caller gives up. */
  private Future<?> submit(Callable<?> send) {
    try {
      return threads.submit(
          () -> {
            try {
              return send.call();
            } finally {
              underWay.release();
            }
          });
    } catch (RejectedExecutionException e) {
      underWay.release();
      throw e;
    }
  }

  private static String name(Topic<?> topic) {
    return topic.event().getSimpleName();
  }

  /** Gives what is under way 5 s. */
  @Override
  public void close() {
    threads.shutdown();
    producer.close();
    threads.shutdownNow();
    waiting.shutdown();
    codecs.close();
  }
}
