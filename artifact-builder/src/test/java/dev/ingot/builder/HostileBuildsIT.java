package dev.ingot.builder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.cloud.ImageBaker.Source;
import dev.ingot.events.topics.Ids;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.ImageSection;
import dev.ingot.recipe.BakeScript;
import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.sandbox.cloud.machine.Confines;
import dev.ingot.sandbox.cloud.machine.Disk;
import dev.ingot.sandbox.cloud.machine.Leftovers;
import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.NothingUnhandled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Builds by people who mean harm, all at once on one sandbox, through the code for AWS. */
@ExtendWith(NothingUnhandled.class)
class HostileBuildsIT {
  static final String CANARY = "canary-of-a-worker";
  static final int MOST_PROCESSES = 200;

  /** For whoever builds where machines must have walls: no build is left out then. */
  private static final boolean WALLS = "required".equals(System.getProperty("ingot.walls"));

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** What builds leave running; folders have long numbers in their names, too. */
  private static final Pattern SLEEPER = Pattern.compile("\\bsleep 98765");

  @TempDir static Path folder;
  private static final Map<HostileBuild, BakeProgress> ENDED = new LinkedHashMap<>();
  private static Path victim;
  private static Path other;
  private static SandboxCloud sandbox;
  private static CloudsByEnvironment clouds;
  private static Process worker;

  @BeforeAll
  static void bakeAll() throws Exception {
    victim = Files.createDirectories(folder.resolve("victim"));
    Path mine = Files.writeString(victim.resolve("mine"), "mine");
    Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rw-------"));
    ProcessBuilder beside = new ProcessBuilder("sleep", "987650");
    beside.environment().put("A_SECRET", CANARY);
    worker = beside.start();
    sandbox =
        SandboxCloud.start(
            folder.resolve("cloud"),
            "127.0.0.1",
            0,
            0,
            Confines.DEFAULT.with(new Disk(96 << 20, 3_000)).withProcesses(MOST_PROCESSES));
    other = folder.resolve("cloud/instances/i-other/etc/ingot/env");
    Files.createDirectories(other.getParent());
    Files.writeString(other, "A_SECRET=" + CANARY);
    System.setProperty("aws.accessKeyId", sandbox.bootstrap().accessKeyId());
    System.setProperty("aws.secretAccessKey", sandbox.bootstrap().secretAccessKey());
    clouds = new CloudsByEnvironment(Environments.parse(environments()));
    Cloud cloud = clouds.get("staging");
    Map<HostileBuild, BakeRequest> requests = new LinkedHashMap<>();
    HostileBuild.all().stream()
        .filter(it -> WALLS || !it.apart() || SandboxCloud.keepsProcessesApart())
        .filter(it -> WALLS || !it.commands().contains("@STATE@") || SandboxCloud.hidesFiles())
        .forEach(it -> requests.put(it, request(it)));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              requests.forEach((build, request) -> look(cloud, build, request));
              return ENDED.size() == requests.size();
            });
  }

  private static void look(Cloud cloud, HostileBuild build, BakeRequest request) {
    if (ENDED.containsKey(build)) {
      return;
    }
    try {
      BakeProgress progress = cloud.images().look(request);
      if (!(progress instanceof BakeProgress.InProgress)) {
        ENDED.put(build, progress);
      }
    } catch (CloudException.Throttled e) {
      // As a stage does: another time.
    }
  }

  @AfterAll
  static void stop() throws IOException {
    worker.destroyForcibly();
    if (clouds != null) {
      clouds.close();
    }
    sandbox.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    Leftovers.delete(folder.resolve("cloud"));
  }

  static Stream<HostileBuild> ended() {
    return ENDED.keySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ended")
  void hasADefinedEnd(HostileBuild build) throws IOException {
    switch (Objects.requireNonNull(ENDED.get(build))) {
      case BakeProgress.Ready ready -> {
        assertThat(build.baked()).as("was baked: %s", ready.log()).isTrue();
        build.image().of(image(build).resolve("opt/ingot/app"), ready.log());
      }
      case BakeProgress.Failed failed -> {
        String detail = Printable.tail(failed.log());
        assertThat(build.baked()).as("%s: %s", failed.reason(), detail).isFalse();
        assertThat(failed.reason() + "\n" + detail).contains(build.failure());
        assertThat(failed.reason()).hasSizeLessThan(200);
        assertThat(detail).hasSizeLessThanOrEqualTo(16_384).matches("[\\P{Cc}\\n\\t]*");
        assertThat(detail).doesNotContain("\u202E");
      }
      case BakeProgress.InProgress going -> throw new AssertionError(going);
    }
  }

  @Test
  void nothingOfThemIsLeft() {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(sleepers()).containsExactly(worker.pid());
              assertThat(folder.resolve("cloud/instances").toFile().list())
                  .containsExactly("i-other");
            });
  }

  @Test
  void nothingOfOthersIsTouched() throws IOException {
    assertThat(HostileBuild.entries(victim)).isEqualTo(1);
    assertThat(victim.resolve("mine")).hasContent("mine");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim.resolve("mine"))))
        .isEqualTo("rw-------");
    assertThat(worker.isAlive()).isTrue();
    // What was looked for in vain is there for those who may see it.
    assertThat(other).hasContent("A_SECRET=" + CANARY);
    assertThat(folder.resolve("cloud/access-key")).isNotEmptyFile();
    assertThat(folder.resolve("cloud/state.json")).isNotEmptyFile();
    assertThat(Path.of("pwned")).doesNotExist();
  }

  @Test
  void isToldOnThePage() throws IOException {
    HostileInputs.assertTold(
        "builds",
        "Builds",
        HostileBuildsIT.class,
        HostileBuild.all().stream().map(HostileBuild::row).toList());
  }

  /** The image that has the build's mark: an image is a folder with its content's name. */
  private static Path image(HostileBuild build) throws IOException {
    try (Stream<Path> images = Files.list(folder.resolve("cloud/images/images"))) {
      return images
          .filter(it -> Files.exists(it.resolve("opt/ingot/app").resolve(mark(build))))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String mark(HostileBuild build) {
    return "build-"
        + HostileBuild.all().stream().map(HostileBuild::input).toList().indexOf(build.input());
  }

  private static List<Long> sleepers() {
    return ProcessHandle.allProcesses()
        .filter(it -> SLEEPER.matcher(it.info().commandLine().orElse("")).find())
        .map(ProcessHandle::pid)
        .toList();
  }

  private static BakeRequest request(HostileBuild build) {
    String commands =
        build
            .commands()
            .replace("@VICTIM@", victim.toString())
            .replace("@STATE@", folder.resolve("cloud").toString())
            .replace("@OTHER@", other.toString())
            .replace("@HOME@", System.getProperty("user.home"))
            .replace("@PORT@", Integer.toString(sandbox.endpoint().getPort()));
    ImageSection image = new ImageSection("debian-12", Optional.of(commands), "./run");
    return new BakeRequest(
        "hostile",
        Ids.digest("Bake", build.input()),
        sandbox.bootstrap().baseImageId(),
        archive(mark(build)),
        BakeScript.of("hostile", image, 8080),
        Map.of(),
        Instant.now(),
        build.within());
  }

  private static Source archive(String file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      TarArchiveEntry entry = new TarArchiveEntry(file);
      entry.setSize(file.length());
      tar.putArchiveEntry(entry);
      tar.write(file.getBytes(UTF_8));
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new Source() {
      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes.toByteArray());
      }

      @Override
      public long size() {
        return bytes.size();
      }
    };
  }

  private static String environments() {
    SandboxCloud.Bootstrap cloud = sandbox.bootstrap();
    return """
    environments:
      staging:
        provider: aws
        endpoint: %s
        region: %s
        vpc: %s
        subnets: [%s]
        securityGroups: [%s]
        listener: %s
        hostPattern: "{service}.staging.localhost"
        baseImages: {debian-12: %s}
        artifactBucket: %s
    """
        .formatted(
            sandbox.endpoint(),
            cloud.region(),
            cloud.vpc(),
            cloud.subnet(),
            cloud.securityGroup(),
            cloud.listenerArn(),
            cloud.baseImageId(),
            cloud.bucket());
  }
}
