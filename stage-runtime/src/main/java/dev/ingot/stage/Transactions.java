package dev.ingot.stage;

import dev.ingot.stage.OpenTransaction.State;
import dev.ingot.stage.TransactionFate.Note;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * The transactions that are open in Ingot's topics, and the end of those that would never end.
 *
 * <p>A transaction hangs when its coordinator has brought it to its end, and a partition was never
 * told: Kafka 4.4 takes a partition that has no leader at the moment for one that was deleted. It
 * is ended here as the coordinator had ended it; one that somebody still has in hand is never
 * touched. Every call ends within its time. For one thread.
 */
public final class Transactions implements AutoCloseable {
  private static final String OFFSETS = "__consumer_offsets";
  private static final Duration CLOSE = Duration.ofSeconds(2);

  /** For the client to say that its own time is up, with the reason. */
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private static final String NO_LEADER = " has no leader at the moment";
  private static final int NO_COORDINATOR_YET = 0;

  private final String name;
  private final String prefix;
  private final KafkaClients clients;
  private final Duration within;
  private final InstantSource clock;
  private final Admin admin;

  private Transactions(String name, RuntimeConfig config, Duration within, InstantSource clock) {
    this.name = name;
    this.prefix = config.topicPrefix();
    this.clients = new KafkaClients(config);
    this.within = within;
    this.clock = clock;
    try {
      this.admin = clients.admin(name);
    } catch (KafkaException e) {
      throw new LogToolException("the brokers cannot be had: " + LogTool.rootSentence(e), e);
    }
  }

  /**
   * Connects when it is first used.
   *
   * @param name what brokers call it
   * @param within the longest time for each thing asked of the brokers
   * @throws LogToolException when no broker's name resolves
   */
  public static Transactions open(
      String name, RuntimeConfig config, Duration within, InstantSource clock) {
    return new Transactions(name, config, within, clock);
  }

  /**
   * What is open for longer than so long; of the offsets of groups that is what Ingot's own workers
   * have open. A partition that does not answer holds up no other.
   *
   * @throws LogToolException when the brokers do not say
   */
  public FoundTransactions find(LogPlace where, Duration olderThan) {
    Set<String> topics =
        get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names(), "the topics")
            .stream()
            .filter(topic -> topic.startsWith(prefix) || topic.equals(OFFSETS))
            .filter(where::has)
            .collect(Collectors.toSet());
    List<TopicPartition> led = new ArrayList<>();
    List<String> untold = new ArrayList<>();
    describe(topics)
        .forEach(
            (topic, found) ->
                found.partitions().stream()
                    .filter(p -> where.has(p.partition()))
                    .forEach(
                        p -> {
                          TopicPartition place = new TopicPartition(topic, p.partition());
                          if (p.leader() == null || p.leader().isEmpty()) {
                            untold.add(place + NO_LEADER);
                          } else {
                            led.add(place);
                          }
                        }));
    FoundTransactions all = find(led, olderThan);
    untold.addAll(all.untold());
    return new FoundTransactions(
        all.open().stream().filter(open -> !open.topic().equals(OFFSETS) || isOurs(open)).toList(),
        List.copyOf(untold));
  }

  private boolean isOurs(OpenTransaction open) {
    return open.transactionalId().filter(id -> id.startsWith(prefix)).isPresent();
  }

  /** In some partitions. */
  private FoundTransactions find(Collection<TopicPartition> partitions, Duration olderThan) {
    // The order counts: what is ended between the two questions is not open when it is confirmed.
    DescribeProducersResult asked =
        admin.describeProducers(
            partitions, new DescribeProducersOptions().timeoutMs((int) within.toMillis()));
    OpenProducers producers =
        OpenProducers.of(
            partitions,
            asked::partitionResult,
            clock.instant().minus(olderThan),
            within.plus(ANSWER));
    List<String> untold =
        producers.untold().entrySet().stream()
            .map(one -> "%s: %s".formatted(one.getKey(), one.getValue()))
            .toList();
    Set<Long> ids =
        producers.open().values().stream()
            .flatMap(List::stream)
            .map(ProducerState::producerId)
            .collect(Collectors.toSet());
    return new FoundTransactions(
        ids.isEmpty() ? List.of() : judged(producers.open(), coordinated(ids)), untold);
  }

  private List<OpenTransaction> judged(
      Map<TopicPartition, List<ProducerState>> found, Map<Long, Coordinated> coordinated) {
    List<OpenTransaction> all = new ArrayList<>();
    found.forEach(
        (place, producers) -> producers.forEach(one -> all.add(open(place, one, coordinated))));
    List<OpenTransaction> loose = all.stream().filter(OpenTransaction::hangs).toList();
    if (!loose.isEmpty()) {
      Map<Long, List<Note>> notes = notes(loose);
      all.replaceAll(one -> one.hangs() ? settled(one, notes) : one);
    }
    all.sort(Comparator.comparing(OpenTransaction::lastWritten));
    return List.copyOf(all);
  }

  private static OpenTransaction settled(OpenTransaction one, Map<Long, List<Note>> notes) {
    State state =
        TransactionFate.of(
            one.epoch(), one.lastWritten(), notes.getOrDefault(one.producerId(), List.of()));
    return one.in(state);
  }

  private static OpenTransaction open(
      TopicPartition place, ProducerState producer, Map<Long, Coordinated> coordinated) {
    Optional<Coordinated> known = Optional.ofNullable(coordinated.get(producer.producerId()));
    boolean awaited = TransactionFate.isAwaited(place, known.flatMap(Coordinated::description));
    return new OpenTransaction(
        place.topic(),
        place.partition(),
        producer.producerId(),
        (short) producer.producerEpoch(),
        producer.coordinatorEpoch().orElse(NO_COORDINATOR_YET),
        producer.currentTransactionStartOffset().orElseThrow(),
        Instant.ofEpochMilli(producer.lastTimestamp()),
        known.map(Coordinated::transactionalId),
        awaited ? State.LIVE : State.UNKNOWN);
  }

  /** What a coordinator knows of a producer. */
  private record Coordinated(
      String transactionalId, Optional<TransactionDescription> description) {}

  private Map<Long, Coordinated> coordinated(Set<Long> producers) {
    Collection<TransactionListing> listed =
        get(
            admin
                .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                .all(),
            "the transactions");
    Map<Long, Coordinated> known = new HashMap<>();
    for (TransactionListing one : listed) {
      String id = one.transactionalId();
      known.put(one.producerId(), new Coordinated(id, description(id)));
    }
    return known;
  }

  private Optional<TransactionDescription> description(String transactionalId) {
    try {
      return Optional.of(
          get(
              admin.describeTransactions(List.of(transactionalId)).description(transactionalId),
              "transaction " + transactionalId));
    } catch (LogToolException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Map<Long, List<Note>> notes(List<OpenTransaction> loose) {
    Set<Long> producers =
        loose.stream().map(OpenTransaction::producerId).collect(Collectors.toSet());
    Instant since =
        loose.stream()
            .map(OpenTransaction::lastWritten)
            .min(Comparator.naturalOrder())
            .orElseThrow();
    KafkaConsumer<byte[], byte[]> consumer = clients.briefReader(name + "-notes");
    try {
      return TransactionLog.notes(consumer, producers, since, within);
    } catch (KafkaException e) {
      throw new LogToolException(
          "%s cannot be read: %s".formatted(TransactionLog.TOPIC, LogTool.rootSentence(e)), e);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  /**
   * Ends a transaction that hangs, as its coordinator had ended it.
   *
   * @throws LogToolException when it does not hang, when it is not known how it ended, or when the
   *     brokers do not do it
   */
  public void end(OpenTransaction hanging) {
    State state = confirmed(hanging).state();
    if (state == State.UNKNOWN) {
      throw new LogToolException(
          "nobody knows how the transaction of producer %d in %s-%d had ended: a person has to say"
              .formatted(hanging.producerId(), hanging.topic(), hanging.partition()),
          null);
    }
    write(hanging, state == State.COMMITTED);
  }

  /**
   * Ends a transaction that hangs in a way that a person has chosen.
   *
   * @throws LogToolException when it does not hang, when it is known that it had ended in the other
   *     way, or when the brokers do not do it
   */
  public void end(OpenTransaction hanging, boolean commit) {
    State state = confirmed(hanging).state();
    if (state != State.UNKNOWN && (state == State.COMMITTED) != commit) {
      throw new LogToolException(
          "the transaction of producer %d had been %s"
              .formatted(hanging.producerId(), commit ? "aborted" : "committed"),
          null);
    }
    write(hanging, commit);
  }

  private OpenTransaction confirmed(OpenTransaction hanging) {
    FoundTransactions found = find(List.of(place(hanging)), Duration.ZERO);
    if (!found.untold().isEmpty()) {
      throw new LogToolException("the brokers do not tell of " + found.untold().getFirst(), null);
    }
    OpenTransaction now =
        found.open().stream()
            .filter(hanging::isSame)
            .findFirst()
            .orElseThrow(
                () ->
                    new LogToolException(
                        "the transaction of producer %d in %s-%d has ended meanwhile"
                            .formatted(hanging.producerId(), hanging.topic(), hanging.partition()),
                        null));
    if (!now.hangs()) {
      throw new LogToolException(
          "the transaction of producer %d in %s-%d is live: its coordinator will end it"
              .formatted(hanging.producerId(), hanging.topic(), hanging.partition()),
          null);
    }
    return now;
  }

  private void write(OpenTransaction hanging, boolean commit) {
    TransactionMarker.write(clients.adminSettings(name), leader(place(hanging)), hanging, commit);
  }

  /**
   * Ends all that hang for longer than so long and of which it is known how they had ended. What
   * can be neither looked at nor ended holds up no other.
   *
   * @param ended is told of each
   * @throws LogToolException at the end, when there was such; it names all
   */
  public void endHanging(Duration olderThan, Consumer<OpenTransaction> ended) {
    FoundTransactions found = find(LogPlace.EVERYWHERE, olderThan);
    List<String> troubles = new ArrayList<>(found.untold());
    for (OpenTransaction one : found.open()) {
      if (one.state() == State.COMMITTED || one.state() == State.ABORTED) {
        try {
          end(one);
          ended.accept(one);
        } catch (LogToolException e) {
          troubles.add("%s: %s".formatted(one.name(), e.getMessage()));
        }
      }
    }
    if (!troubles.isEmpty()) {
      throw new LogToolException(
          "not all could be looked at and ended: " + String.join("; ", troubles), null);
    }
  }

  /**
   * Ends what hangs at once, and again and again until closed: for whoever runs brokers.
   *
   * @param name what brokers, threads and logs call it
   * @param every from one look to the next; what was written to since is not looked at
   * @param ended is told of each
   */
  public static Repeating keepEnding(
      String name, RuntimeConfig config, Duration every, Consumer<OpenTransaction> ended) {
    return Repeating.start(
        name,
        every,
        () -> {
          try (Transactions transactions = open(name, config, every, InstantSource.system())) {
            transactions.endHanging(every, ended);
          }
        });
  }

  private static TopicPartition place(OpenTransaction open) {
    return new TopicPartition(open.topic(), open.partition());
  }

  private Node leader(TopicPartition place) {
    return describe(Set.of(place.topic())).values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .filter(partition -> partition.partition() == place.partition())
        .flatMap(partition -> Stream.ofNullable(partition.leader()))
        .filter(leader -> !leader.isEmpty())
        .findFirst()
        .orElseThrow(() -> new LogToolException(place + NO_LEADER, null));
  }

  private Map<String, TopicDescription> describe(Set<String> topics) {
    return get(admin.describeTopics(topics).allTopicNames(), "the topics");
  }

  private <T> T get(KafkaFuture<T> future, String what) {
    try {
      return future.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new LogToolException(
          "the brokers do not tell of %s: %s".formatted(what, Sentences.of(cause)), cause);
    } catch (TimeoutException e) {
      throw new LogToolException(
          "the brokers did not tell of %s within %d s".formatted(what, within.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogToolException("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close(CLOSE);
  }
}
