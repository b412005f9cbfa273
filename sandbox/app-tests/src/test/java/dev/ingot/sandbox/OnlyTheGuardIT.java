package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.process.JvmProcess;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In the middle of a rollout everything dies but the cloud and {@code ingot guard}. */
@Timeout(900)
class OnlyTheGuardIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration GUARD_ROOM = Duration.ofSeconds(3);
  private static final Duration GUARD_INTERVAL = Duration.ofSeconds(1);

  /** For one look and its call, on a machine that has much else to do. */
  private static final Duration ONE_LOOK = Duration.ofSeconds(30);

  /** At 50 % all of them go to one arm once in a million times. */
  private static final int REQUESTS = 20;

  @TempDir private Path folder;
  private final Queue<TrafficShifted> shifts = new ConcurrentLinkedQueue<>();
  private final Queue<DeploymentOutcome> ends = new ConcurrentLinkedQueue<>();
  private final HttpClient users = HttpClient.newHttpClient();

  /**
   * Requests of a moment that the candidate answered: from the first question to the last answer.
   */
  private record Sample(Instant asked, Instant answered, int candidate) {}

  private JvmProcess guard(Sandbox sandbox) throws IOException {
    return JvmProcess.of("guard", Main.class.getName(), folder.resolve("guard.out"))
        .options(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .environment(sandbox.plan(Worker.VERIFIER, 0).variables())
        .arguments(
            "guard",
            "--environments",
            sandbox.environments().toString(),
            "--interval",
            GUARD_INTERVAL.toSeconds() + "s")
        .start();
  }

  /**
   * A worker to be.
   *
   * @param judgeRoom of a shifter: what a verdict may take beyond the bake
   */
  private static WorkerPlan plan(Sandbox sandbox, Worker worker, String judgeRoom) {
    return sandbox
        .plan(worker, 0)
        .with(Sandbox.QUICK)
        .with(
            Map.of(
                "ingot.shifter.judge.room",
                judgeRoom,
                "ingot.shifter.guard.room",
                GUARD_ROOM.toSeconds() + "s"));
  }

  /** The shop, with half of the traffic at its first step. */
  private Path shop() throws IOException {
    Path from = Path.of("../../examples/shop").toAbsolutePath().normalize();
    Path to = folder.resolve("examples");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    Path pipeline = to.resolve("ingot.yaml");
    Files.writeString(
        pipeline,
        Files.readString(pipeline)
            .replaceFirst("(?m)^  steps:.*$", "  steps: [50, 100]")
            .replaceFirst("(?m)^  bake:.*$", "  bake: [15s, 2s]"));
    return to;
  }

  private Sample sample(URI listener) throws IOException, InterruptedException {
    Instant asked = Instant.now();
    HttpRequest request =
        HttpRequest.newBuilder(listener.resolve("/"))
            .header("Host", "shop.localhost")
            .timeout(Duration.ofMinutes(1))
            .build();
    int candidate = 0;
    for (int i = 0; i < REQUESTS; i++) {
      String body = users.send(request, HttpResponse.BodyHandlers.ofString()).body();
      candidate += body.contains("\"v2\"") ? 1 : 0;
    }
    return new Sample(asked, Instant.now(), candidate);
  }

  private TrafficShifted awaitShift(int number) {
    await().atMost(PATIENCE).until(() -> shifts.size() >= number);
    return List.copyOf(shifts).get(number - 1);
  }

  @Test
  void theCandidateIsBackAtNothingByTheTimeOnItsRule() throws Exception {
    List<WorkerProcess> workers = new ArrayList<>();
    try (Sandbox sandbox = Sandbox.start(folder.resolve("sandbox"), Sandbox.Ports.FREE);
        JvmProcess guard = guard(sandbox);
        DemoRepository repository = DemoRepository.make(folder.resolve("shop"), shop())) {
      for (Worker worker : Worker.values()) {
        workers.add(plan(sandbox, worker, "2m").start());
      }
      TrafficShifted half = rollOut(sandbox, repository, workers);

      workers.forEach(WorkerProcess::kill);
      sandbox.registry().close();
      sandbox.broker().close();
      List<Sample> samples = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                samples.add(sample(sandbox.cloud().listener()));
                return samples.getLast().candidate() == 0;
              });

      Instant rollbackAt = half.getJudgeBy().plus(GUARD_ROOM);
      assertThat(workers).noneMatch(WorkerProcess::alive);
      assertThat(guard.alive()).isTrue();
      assertThat(samples.getLast().answered()).isAfterOrEqualTo(rollbackAt);
      assertThat(samples.getLast().asked())
          .as("the first of %d moments without the candidate", samples.size())
          .isBeforeOrEqualTo(rollbackAt.plus(GUARD_INTERVAL).plus(ONE_LOOK));
      assertThat(Files.readString(guard.log()))
          .contains("restored environment=production service=shop")
          .contains("candidate=" + half.getCandidate().getName() + " weight=50");
    } finally {
      workers.forEach(WorkerProcess::close);
      users.close();
    }
  }

  /**
   * The second version, as far as its first step. The first one has as much time as it needs; then
   * the shifter is another one, of little patience.
   */
  private TrafficShifted rollOut(
      Sandbox sandbox, DemoRepository repository, List<WorkerProcess> workers) throws Exception {
    RuntimeConfig runtime = Config.read(RuntimeConfig.class, sandbox.settings());
    try (EventPublisher publisher = EventPublisher.open(runtime);
        EventReader reader =
            EventReader.from(
                Instant.now(),
                List.of(Topics.TRAFFIC, Topics.OUTCOMES),
                runtime,
                new EventReader.Listener() {
                  @Override
                  public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
                    switch (event) {
                      case TrafficShifted shift -> shifts.add(shift);
                      case DeploymentFinished end -> ends.add(end.getOutcome());
                      default -> {}
                    }
                  }
                })) {
      assertThat(reader.awaitCaughtUp(PATIENCE)).isTrue();
      Operator operator = new Operator(publisher);
      repository.commit("v1", "the first version");
      operator.pushBeforeRegistration("shop", repository.path(), "refs/heads/main", "");
      operator.register("shop", repository.path(), "refs/heads/main");
      assertThat(awaitShift(1).getWeight()).isEqualTo(100);
      await().atMost(PATIENCE).until(() -> !ends.isEmpty());
      assertThat(ends).containsExactly(DeploymentOutcome.PROMOTED);
      workers.stream()
          .filter(process -> process.plan().worker() == Worker.TRAFFIC_SHIFTER)
          .forEach(WorkerProcess::close);
      workers.add(plan(sandbox, Worker.TRAFFIC_SHIFTER, "5s").start());
      repository.commit("v2", "a better version");
      TrafficShifted half = awaitShift(2);
      assertThat(half.getWeight()).isEqualTo(50);
      return half;
    }
  }
}
