package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.EventReader;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every worker in a JVM of its own, one of them killed on the way. */
class UpSeparateIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern WORKER = Pattern.compile("([a-z-]+-\\d) +process (\\d+)");
  @TempDir private static Path folder;

  @Test
  void aWorkerThatIsKilledOnTheWayIsStartedAgainAndTheCommitIsPromotedOnce() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Instant begin = Instant.now();
    try (IngotProcess up = up(home, "--replicas=traffic-shifter=2");
        DemoRepository repository =
            DemoRepository.make(folder.resolve("shop"), Path.of("../../examples/shop"))) {
      up.awaitOutput("traffic-shifter-1", PATIENCE);
      up.awaitOutput("verifier-0", PATIENCE);
      List<ProcessHandle> workers = workers(up.output());
      assertThat(workers).hasSize(6).allMatch(ProcessHandle::isAlive);
      // With the jars that it has in a container: cut where it talks to AWS.
      assertThat(Path.of("/proc/%d/cmdline".formatted(worker("verifier-0", up.output()).pid())))
          .content()
          .contains("verifier/target/lib/*");
      assertCut(Path.of("../../verifier/target/lib"));
      repository.commit("v1", "the first version");
      try (IngotProcess deploy = IngotProcess.start(home, "deploy", repository.path().toString())) {
        deploy.awaitOutput("baked in", PATIENCE);
        worker("provisioner-0", up.output()).destroyForcibly();
        assertThat(deploy.exitCode(PATIENCE)).as(deploy::output).isZero();
        assertThat(deploy.output()).contains("PROMOTED");
      }
      assertThat(up.output())
          .containsPattern("provisioner-0 \\(process \\d+\\) ended with code 137; it is started");
      assertThat(outcomes(home, begin)).hasSize(1);
      List<ProcessHandle> all = up.descendants();
      up.stop();
      // What has no parent any more is reaped by the system, in its own time.
      await("processes left behind")
          .atMost(Duration.ofMinutes(1))
          .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
      up.assertNothingLeft();
    }
  }

  @Test
  void nothingOutlivesAnUpThatIsKilled() throws Exception {
    Path home = Files.createDirectory(folder.resolve("killed"));
    try (IngotProcess up = up(home, "--replicas=1")) {
      await().atMost(PATIENCE).until(() -> Files.exists(home.resolve("up/verifier-0.log")));
      List<ProcessHandle> all = up.descendants();
      assertThat(all).hasSize(5);
      up.kill();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  private static void assertCut(Path lib) throws IOException {
    try (Stream<Path> jars = Files.list(lib)) {
      Path ec2 =
          jars.filter(jar -> jar.getFileName().toString().startsWith("ec2-"))
              .findFirst()
              .orElseThrow();
      try (FileSystem files = FileSystems.newFileSystem(ec2)) {
        assertThat(files.getPath("META-INF/CHANGED-BY-INGOT")).exists();
      }
    }
  }

  private static IngotProcess up(Path home, String replicas) {
    return IngotProcess.start(
        home,
        "up",
        "--separate",
        replicas,
        "--port=0",
        "--aws-port=0",
        "--kafka-port=0",
        "--registry-port=0",
        "--webhook-port=0");
  }

  private static List<ProcessHandle> workers(String output) {
    List<ProcessHandle> workers = new ArrayList<>();
    Matcher line = WORKER.matcher(output);
    while (line.find()) {
      workers.add(ProcessHandle.of(Long.parseLong(line.group(2))).orElseThrow());
    }
    return workers;
  }

  private static ProcessHandle worker(String name, String output) {
    Matcher line = Pattern.compile(name + " +process (\\d+)").matcher(output);
    assertThat(line.find()).as(output).isTrue();
    return ProcessHandle.of(Long.parseLong(line.group(1))).orElseThrow();
  }

  private static List<DeploymentFinished> outcomes(Path home, Instant from) throws Exception {
    List<DeploymentFinished> outcomes = new CopyOnWriteArrayList<>();
    EventReader.Listener listener =
        new EventReader.Listener() {
          @Override
          public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
            outcomes.add((DeploymentFinished) event);
          }
        };
    Endpoints endpoints = Endpoints.read(home.resolve(Up.FOLDER)).orElseThrow();
    try (EventReader reader =
        EventReader.from(from, List.of(Topics.OUTCOMES), endpoints.runtime(), listener)) {
      await().atMost(Duration.ofMinutes(1)).until(() -> !outcomes.isEmpty());
    }
    return outcomes;
  }
}
