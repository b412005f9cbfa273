package dev.ingot.benchmarks.verdicts;

import dev.ingot.benchmarks.stand.Child;
import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.Decision;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.process.WorkerOptions;
import dev.ingot.stage.EventPublisher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What became of many rollouts that one verifier judged at once.
 *
 * @param rollouts how many
 * @param verdicts how many were judged
 * @param advanced how many of them may go on
 * @param ticks measurements that were announced
 * @param late milliseconds from the time at which each tick could be had to its announcement in the
 *     log, sorted
 * @param cpu percent of one core, of the verifier's whole process while all are judged
 * @param heap MiB left after collections, the most of what was seen
 */
public record Judged(
    int rollouts,
    int verdicts,
    int advanced,
    int ticks,
    List<Double> late,
    double cpu,
    double heap) {
  private static final int PARTITIONS = 6;
  private static final int MOST_HEAP = 256;
  private static final Duration BEGIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LAST = Duration.ofSeconds(45);
  private static final double MIB = 1024 * 1024;

  /** Heap that the verifier may take at most, in MiB. */
  public static int mostHeap() {
    return MOST_HEAP;
  }

  /** Begins all of them at once and returns when each has its verdict, or its time is over. */
  public static Judged of(int rollouts, Duration bake) throws IOException, InterruptedException {
    try (Stand stand = Stand.open()) {
      stand.create(
          JudgeMain.PREFIX,
          Stream.of(Topics.TRAFFIC, Topics.MEASUREMENTS, Topics.VERDICTS, Topics.OUTCOMES)
              .map(topic -> topic.name(JudgeMain.PREFIX))
              .toList(),
          PARTITIONS);
      try (Child verifier =
          Child.start(
              "verifier",
              JudgeMain.class,
              stand.folder().resolve("verifier.log"),
              WorkerOptions.withHeap(MOST_HEAP),
              stand.servers(),
              stand.registryUrl(),
              String.valueOf(rollouts))) {
        int port = Integer.parseInt(verifier.await(JudgeMain.READY, BEGIN));
        return new Run(stand, verifier, port, rollouts, bake).run();
      }
    }
  }

  /** One round. */
  private static final class Run {
    private final Stand stand;
    private final Child verifier;
    private final int port;
    private final int rollouts;
    private final Duration bake;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Double> late = new ArrayList<>();
    private int verdicts;
    private int advanced;
    private double heap;

    Run(Stand stand, Child verifier, int port, int rollouts, Duration bake) {
      this.stand = stand;
      this.verifier = verifier;
      this.port = port;
      this.rollouts = rollouts;
      this.bake = bake;
    }

    Judged run() throws IOException, InterruptedException {
      begin();
      Duration cpu = verifier.cpu();
      long began = System.nanoTime();
      long bakeEnd = began + bake.toNanos();
      long end = bakeEnd + LAST.toNanos();
      double used = Double.NaN;
      try (KafkaConsumer<byte[], byte[]> reader = stand.clients().reader()) {
        reader.assign(
            Stream.of(Topics.MEASUREMENTS, Topics.VERDICTS)
                .map(topic -> topic.name(JudgeMain.PREFIX))
                .flatMap(
                    topic ->
                        IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)))
                .toList());
        reader.seekToBeginning(reader.assignment());
        while (verdicts < rollouts && System.nanoTime() < end) {
          for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
            take(record);
          }
          if (System.nanoTime() < bakeEnd) {
            used =
                100.0
                    * verifier.cpu().minus(cpu).toNanos()
                    / Math.max(1, System.nanoTime() - began);
            heap = Math.max(heap, heap());
          }
        }
      }
      return new Judged(
          rollouts, verdicts, advanced, late.size(), late.stream().sorted().toList(), used, heap);
    }

    private void begin() {
      try (EventPublisher publisher =
          EventPublisher.open("begin", stand.runtime(JudgeMain.PREFIX, 1))) {
        for (int i = 0; i < rollouts; i++) {
          // Each publication is acknowledged: all of them together take longer than a tick.
          publisher.publish(Topics.TRAFFIC, Rollouts.shift(i, Instant.now(), bake), BEGIN);
        }
      }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      if (record.topic().equals(Topics.VERDICTS.name(JudgeMain.PREFIX))) {
        VerdictReached verdict = decode(Topics.VERDICTS, record);
        verdicts++;
        advanced += verdict.getDecision() == Decision.ADVANCE ? 1 : 0;
      } else {
        MeasurementTaken taken = decode(Topics.MEASUREMENTS, record);
        Instant ready =
            taken.getTickStart().plusMillis(taken.getTickLength()).plus(Rollouts.TELEMETRY_DELAY);
        late.add((double) (record.timestamp() - ready.toEpochMilli()));
      }
    }

    private <E extends SpecificRecord> E decode(
        Topic<E> topic, ConsumerRecord<byte[], byte[]> record) {
      return stand.codecs().decode(record.topic(), topic.event(), record.value());
    }

    private double heap() throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
              .timeout(BEGIN)
              .build();
      return Long.parseLong(http.send(request, HttpResponse.BodyHandlers.ofString()).body()) / MIB;
    }
  }
}
