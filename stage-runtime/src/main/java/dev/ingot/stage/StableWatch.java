package dev.ingot.stage;

import dev.ingot.stage.StandStill.Ends;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when a partition of the input or of the history can't be read any further because of a
 * transaction that has been open for longer than any may last: readers would wait without a word,
 * and for ever. Two questions every 15 s, whatever goes through; none to the consumers.
 */
final class StableWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StableWatch.class);

  /** A transaction of ours is given 10 s; its coordinator has to notice, and may have to move. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  static final Duration EVERY = Duration.ofSeconds(15);

  private static final long WITHIN_SECONDS = 15;

  private final String name;
  private final Admin admin;
  private final Supplier<Set<TopicPartition>> read;
  private final WorkerState state;
  private final StandStill standing;
  private final Duration every;
  private Set<TopicPartition> told = Set.of();
  private @Nullable Repeating turns;

  /**
   * A watch that {@link #start} sets to work.
   *
   * @param read what is read now; from any thread
   * @param longest that a transaction may last
   */
  StableWatch(
      String name,
      Admin admin,
      Supplier<Set<TopicPartition>> read,
      WorkerState state,
      Duration longest,
      Duration every) {
    this.name = name;
    this.admin = admin;
    this.read = read;
    this.state = state;
    this.standing = new StandStill(longest);
    this.every = every;
  }

  void start() {
    turns = Repeating.start(name, every, this::look);
  }

  private void look() throws InterruptedException {
    Set<TopicPartition> now = read.get();
    Map<TopicPartition, Ends> ends;
    try {
      ends = now.isEmpty() ? Map.of() : ends(now);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // Whoever reads says so; what stood still before stands still.
      return;
    }
    Map<TopicPartition, Long> stuck = standing.look(ends, System.nanoTime());
    Map<TopicPartition, Long> owners = stuck.isEmpty() ? Map.of() : owners(stuck);
    stuck.forEach(
        (partition, offset) ->
            state.trouble(
                kind(partition),
                sentence(partition, offset, Optional.ofNullable(owners.get(partition)))));
    told.stream()
        .filter(partition -> !stuck.containsKey(partition))
        .forEach(partition -> state.well(kind(partition)));
    told = Set.copyOf(stuck.keySet());
  }

  private static String kind(TopicPartition partition) {
    return "open transaction in " + partition;
  }

  private String sentence(TopicPartition partition, long offset, Optional<Long> producer) {
    return ("nothing of %s can be read beyond offset %d: a transaction of %s has been open there for"
            + " over %d s, longer than any may last; if it hangs, end it: ingot transactions end %s"
            + " %d%s")
        .formatted(
            partition,
            offset,
            producer.map(id -> "producer " + id).orElse("a producer (ingot transactions list)"),
            standing.longest().toSeconds(),
            partition.topic(),
            partition.partition(),
            producer.map(id -> " " + id).orElse(""));
  }

  /** Whose transaction it is, where the brokers say; by partition. */
  private Map<TopicPartition, Long> owners(Map<TopicPartition, Long> stuck)
      throws InterruptedException {
    Map<TopicPartition, Long> owners = new HashMap<>();
    DescribeProducersResult described = admin.describeProducers(stuck.keySet());
    for (Map.Entry<TopicPartition, Long> one : stuck.entrySet()) {
      try {
        described
            .partitionResult(one.getKey())
            .get(WITHIN_SECONDS, TimeUnit.SECONDS)
            .activeProducers()
            .stream()
            .filter(p -> p.currentTransactionStartOffset().orElse(-1) == one.getValue())
            .findFirst()
            .ifPresent(producer -> owners.put(one.getKey(), producer.producerId()));
      } catch (ExecutionException | TimeoutException | KafkaException e) {
        log.info("the brokers don't tell who writes to {}: {}", one.getKey(), Sentences.of(e));
      }
    }
    return owners;
  }

  private Map<TopicPartition, Ends> ends(Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    // In this order: what is committed in between makes a partition look better, not worse.
    Map<TopicPartition, ListOffsetsResultInfo> written =
        offsets(latest, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, ListOffsetsResultInfo> stable =
        offsets(latest, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Ends> ends = new HashMap<>();
    written.forEach(
        (partition, end) -> {
          ListOffsetsResultInfo readable = stable.get(partition);
          if (readable != null) {
            ends.put(partition, new Ends(readable.offset(), end.offset()));
          }
        });
    return ends;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Map<TopicPartition, OffsetSpec> latest, IsolationLevel level)
      throws InterruptedException, ExecutionException, TimeoutException {
    return admin
        .listOffsets(latest, new ListOffsetsOptions(level))
        .all()
        .get(WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    Repeating running = turns;
    if (running != null) {
      running.close();
    }
  }
}
