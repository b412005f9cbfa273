package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.Registration;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.UndecodableEventException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What holds for the services now: registrations and freezes, read whole from the controls. */
public final class StandingOrders implements AutoCloseable, Health {
  private static final Logger LOG = LoggerFactory.getLogger(StandingOrders.class);
  private static final Duration LONGEST_OPENING = Duration.ofSeconds(30);

  private final OrderBook book = new OrderBook();
  private final Clock clock = Clock.systemUTC();
  private final EventCodecs codecs;
  private final LogReader reader;

  private StandingOrders(RuntimeConfig config) {
    KafkaClients clients = new KafkaClients(config);
    this.codecs = EventCodecs.open(clients.codecs());
    this.reader =
        new LogReader(
            "standing-orders",
            clients,
            List.of(Topics.CONTROLS.name(config.topicPrefix())),
            Instant.EPOCH,
            this::take);
  }

  /**
   * Returns once everything that was there at the call has been read, and follows it from then on.
   *
   * @throws StartupException when that takes longer than 30 s
   */
  public static StandingOrders open(RuntimeConfig config) {
    StandingOrders orders = new StandingOrders(config);
    orders.reader.start();
    try {
      if (!orders.reader.awaitCaughtUp(LONGEST_OPENING)) {
        throw new StartupException(
            "The standing orders in "
                + Topics.CONTROLS.name(config.topicPrefix())
                + " could not be read within 30 s. "
                + orders.reader.trouble());
      }
      return orders;
    } catch (InterruptedException e) {
      orders.close();
      Thread.currentThread().interrupt();
      throw new StartupException("Interrupted while reading the standing orders");
    } catch (RuntimeException e) {
      orders.close();
      throw e;
    }
  }

  /**
   * Returns at once, and follows what was ordered and is ordered from then on: for a worker that
   * starts when the brokers answer, be that later. It is part of the process's health until closed.
   */
  public static StandingOrders follow(RuntimeConfig config) {
    StandingOrders orders = new StandingOrders(config);
    ProcessHealth.add(orders);
    orders.reader.start();
    return orders;
  }

  public Optional<Registration> registration(String service) {
    return book.registration(service);
  }

  /** Service to registration, of all services that are registered now. */
  public Map<String, Registration> registrations() {
    return book.registrations();
  }

  /** Whether nothing new may be begun for the service in the environment now. */
  public boolean frozen(String service, String environment) {
    return book.frozen(service, environment, clock.instant());
  }

  /**
   * Whether something new may be begun for the service in the environment now: no freeze holds, and
   * what was ordered before this worker came is known.
   */
  public boolean mayBegin(String service, String environment) {
    return reader.hasCaughtUp() && !frozen(service, environment);
  }

  private void take(ConsumerRecord<byte[], byte[]> message) {
    if (message.value() == null) {
      if (message.key() != null) {
        book.clear(new String(message.key(), UTF_8));
      }
      return;
    }
    try {
      book.set(codecs.decode(message.topic(), Topics.CONTROLS.event(), message.value()));
    } catch (UndecodableEventException e) {
      LOG.warn(
          "{}-{}@{} is no standing order and is skipped: {}",
          message.topic(),
          message.partition(),
          message.offset(),
          e.getMessage());
    }
  }

  @Override
  public boolean live() {
    return true;
  }

  /** Whether all that was ordered before is known. */
  @Override
  public boolean ready() {
    return reader.hasCaughtUp();
  }

  @Override
  public List<String> reasons() {
    return ready()
        ? List.of()
        : List.of(
            "nothing is begun before the standing orders are read, which may be a freeze: "
                + (reader.trouble().isEmpty() ? "they are being read" : reader.trouble()));
  }

  @Override
  public void close() {
    ProcessHealth.remove(this);
    reader.close();
    codecs.close();
  }
}
