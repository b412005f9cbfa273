package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.FleetManager.Extras;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import dev.ingot.cloud.FleetManager.Volume;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.Migration;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.sandbox.cloud.SandboxCloud;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** What an instance of a fleet finds when it boots: settings, and secrets by its own role. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstanceBootIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PEM =
      "-----BEGIN KEY-----\nline 'one' \"two\" `three` $four \\five\n\ttab, ümläut, 😀\n\n-----END\n";
  private static final String CANARY = "canary-7f3a9b";

  /** Serves each of its variables as a file. */
  private static final String SERVICE =
      Bakes.GOOD.replace(
          "exec ",
          """
          mkdir -p seen
          for name in GREETING PEM PASSWORD NUMBER PLAIN; do
            eval "printf '%s' \\"\\${$name-unset}\\"" > "seen/$name"
          done
          cat "${INGOT_ROOT}/mnt/uploads/file" 2> /dev/null | tr -d '\\n' > seen/UPLOADED
          """
              + "exec ");

  static {
    // The listener tells services apart by their host; read once, before the first client.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  @TempDir static Path folder;
  private SandboxCloud sandbox;
  private Credentials credentials;
  private CloudEnvironment environment;
  private Cloud cloud;
  private SsmClient parameters;
  private Ec2Client ec2;
  private String image = "";
  private final HttpClient users = HttpClient.newHttpClient();

  @BeforeAll
  void start() throws Exception {
    sandbox = SandboxCloud.start(folder, 0, 0);
    credentials =
        Credentials.set(sandbox.bootstrap().accessKeyId(), sandbox.bootstrap().secretAccessKey());
    environment = SandboxRig.environment(sandbox, sandbox.endpoint());
    cloud = Clouds.open(environment);
    parameters = AwsLeftovers.at(environment, SsmClient.builder()).build();
    ec2 = AwsLeftovers.at(environment, Ec2Client.builder()).build();
    BakeProgress baked =
        Bakes.finish(
            cloud,
            Bakes.request(
                Bakes.newKey(), cloud.images().resolveBase("base"), SERVICE, Bakes.tree()),
            PATIENCE,
            Duration.ofMillis(250));
    image = ((BakeProgress.Ready) baked).image().id();
    parameters.putParameter(r -> r.name("/shop/pem").value(PEM).type(ParameterType.SECURE_STRING));
    parameters.putParameter(
        r -> r.name("/shop/canary").value(CANARY).type(ParameterType.SECURE_STRING));
    createSecret(
        "shop/db",
        "{\"nested\": {\"password\": \"no\", \"a\": [1, \"}\"]}, \"number\": 5432,\n"
            + " \"password\": \"p\\u00e4ss \\ud83d\\ude00 \\\"q\\\" \\\\ end\"}");
    createSecret("shop/plain", "plain " + CANARY);
  }

  @AfterAll
  void stop() {
    users.close();
    parameters.close();
    ec2.close();
    cloud.close();
    sandbox.close();
    credentials.restore();
  }

  @Test
  void settingsAndSecretsReachTheProcessByteForByte() throws Exception {
    FleetSpec spec =
        spec(
            "boots",
            Map.of("GREETING", "it's \"$HOME\" `id` \\ 100%"),
            Map.of(
                "PEM", "ssm:/shop/pem",
                "PASSWORD", "secretsmanager:shop/db#password",
                "NUMBER", "secretsmanager:shop/db#number",
                "PLAIN", "secretsmanager:shop/plain"));
    cloud.fleets().ensure(spec);
    serve(spec);
    await(() -> healthy(spec));

    assertThat(seen(spec, "GREETING")).isEqualTo("it's \"$HOME\" `id` \\ 100%");
    assertThat(seen(spec, "PEM")).isEqualTo(PEM);
    assertThat(seen(spec, "PASSWORD")).isEqualTo("päss 😀 \"q\" \\ end");
    assertThat(seen(spec, "NUMBER")).isEqualTo("5432");
    assertThat(seen(spec, "PLAIN")).isEqualTo("plain " + CANARY);
    assertThat(whatAnybodyCanRead(spec)).doesNotContain(CANARY).contains("GREETING");
    retire(spec);
  }

  @Test
  void aSecretThatIsNotThereIsNamedInTheDiagnosisAndNoValueIs() {
    FleetSpec spec =
        spec(
            "lacks",
            Map.of(),
            Map.of(
                "CANARY", "ssm:/shop/canary",
                "MISSING", "ssm:/shop/none",
                "NO_KEY", "secretsmanager:shop/db#none",
                "NO_TEXT", "secretsmanager:shop/db#nested",
                "NO_JSON", "secretsmanager:shop/plain#key"));
    cloud.fleets().ensure(spec);

    await(() -> cloud.fleets().diagnose(spec.name()).contains("NO_TEXT"));

    assertThat(cloud.fleets().diagnose(spec.name()))
        .contains("secret MISSING (ssm:/shop/none) was not resolved: ParameterNotFound")
        .contains("secret NO_KEY (secretsmanager:shop/db#none) was not resolved: there is no")
        .contains("secret NO_TEXT (secretsmanager:shop/db#nested) was not resolved: the value is")
        .contains("secret NO_JSON (secretsmanager:shop/plain#key) was not resolved: the value is")
        .doesNotContain(CANARY, "secret CANARY");
    assertThat(healthy(spec)).isFalse();
    retire(spec);
  }

  @Test
  void aMigrationRunsOnceWithSettingsAndSecretsBeforeThereIsAGroup() throws Exception {
    Path runs = folder.resolve("runs");
    FleetSpec spec =
        spec("moves", Map.of("GREETING", "it's 5 o'clock"), Map.of("PEM", "ssm:/shop/pem"));
    Migration.Hook hook =
        new Migration.Hook(
            "test -f README; printf '%s|%s|%s\n' \"$GREETING\" \"$PEM\" \"$PORT\" >> " + runs,
            Duration.ofSeconds(30));

    await(() -> cloud.fleets().migrate(spec, hook) instanceof Migration.Succeeded);
    try (Cloud reopened = Clouds.open(environment)) {
      assertThat(reopened.fleets().migrate(spec, hook)).isEqualTo(new Migration.Succeeded());
    }

    assertThat(Files.readString(runs)).isEqualTo("it's 5 o'clock|" + PEM + "|8080\n");
    FleetState half = cloud.fleets().find(spec.name()).orElseThrow();
    assertThat(half.complete()).isFalse();
    assertThat(half.instances()).isEmpty();
    cloud.fleets().ensure(spec);
    await(() -> healthy(spec));
    retire(spec);
    assertThat(alive()).isEmpty();
  }

  @Test
  void aMigrationThatFailsSaysWhyAndIsNotRunAgain() throws Exception {
    Path runs = folder.resolve("failed-runs");
    FleetSpec spec = spec("fails", Map.of(), Map.of());
    Migration.Hook hook =
        new Migration.Hook(
            "echo once >> %s; echo 'relation shop does not exist' >&2; exit 3".formatted(runs),
            Duration.ofSeconds(30));

    Migration.Failed failed = failed(spec, hook);
    assertThat(failed.reason()).isEqualTo("it ended with exit code 3");
    assertThat(failed.log()).contains("relation shop does not exist");
    try (Cloud reopened = Clouds.open(environment)) {
      assertThat(reopened.fleets().migrate(spec, hook)).isEqualTo(failed);
    }

    assertThat(Files.readString(runs)).isEqualTo("once\n");
    retire(spec);
    assertThat(alive()).isEmpty();
  }

  @Test
  void aMigrationThatTakesTooLongIsStoppedAndItsLastWordsAreKept() {
    FleetSpec spec = spec("lasts", Map.of(), Map.of());
    Migration.Failed failed =
        failed(spec, new Migration.Hook("echo 'locked by 7'; sleep 600", Duration.ofSeconds(2)));

    assertThat(failed.reason()).isEqualTo("it did not end within 2s");
    assertThat(failed.log()).contains("locked by 7").contains("stopped after 2 s");
    retire(spec);
  }

  @Test
  void aMigrationWhoseInstanceGoesAwayIsNotRunAgain() {
    FleetSpec spec = spec("loses", Map.of(), Map.of());
    Migration.Hook hook = new Migration.Hook("sleep 600", Duration.ofMinutes(5));
    await(
        () ->
            cloud.fleets().migrate(spec, hook) instanceof Migration.Running running
                && running.phase().equals("migrating"));
    alive().forEach(id -> ec2.terminateInstances(r -> r.instanceIds(id)));

    assertThat(failed(spec, hook).reason()).contains("went away").contains("not run again");
    retire(spec);
  }

  private Migration.Failed failed(FleetSpec spec, Migration.Hook hook) {
    return (Migration.Failed)
        Awaitility.await()
            .pollInterval(Duration.ofMillis(250))
            .atMost(PATIENCE)
            .until(
                () -> cloud.fleets().migrate(spec, hook),
                migration -> !(migration instanceof Migration.Running));
  }

  private List<String> alive() {
    return ec2.describeInstances().reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(i -> List.of("pending", "running").contains(i.state().nameAsString()))
        .map(Instance::instanceId)
        .toList();
  }

  @Test
  void whatIsWrittenToAVolumeIsThereForTheNextInstance() throws Exception {
    FleetSpec plain = spec("keeps", Map.of(), Map.of());
    FleetSpec spec =
        new FleetSpec(
            plain.name(),
            plain.service(),
            plain.deploymentId(),
            plain.generation(),
            plain.imageId(),
            1,
            1,
            1,
            plain.instanceType(),
            plain.healthPath(),
            plain.port(),
            Map.of(),
            Map.of(),
            new Extras(
                Optional.empty(),
                Optional.empty(),
                List.of(new Volume("fs-0a1b2c3d", Optional.empty(), "/", "/mnt/uploads", false))));
    Migration.Hook hook =
        new Migration.Hook(
            "echo kept > \"${INGOT_ROOT:-}/mnt/uploads/file\"", Duration.ofSeconds(30));
    await(() -> cloud.fleets().migrate(spec, hook) instanceof Migration.Succeeded);
    await(() -> alive().isEmpty());

    cloud.fleets().ensure(spec);
    serve(spec);
    await(() -> healthy(spec));

    assertThat(seen(spec, "UPLOADED")).isEqualTo("kept");
    assertThat(Files.readString(folder.resolve("file-systems/fs-0a1b2c3d/file")))
        .isEqualTo("kept\n");
    retire(spec);
  }

  @Test
  void aRotatedSecretReachesInstancesThatAreLaunchedAfterwards() throws Exception {
    parameters.putParameter(
        r -> r.name("/shop/rotated").value("first").type(ParameterType.SECURE_STRING));
    FleetSpec spec = spec("turns", Map.of(), Map.of("PLAIN", "ssm:/shop/rotated"));
    cloud.fleets().ensure(spec);
    serve(spec);
    await(() -> healthy(spec));
    assertThat(seen(spec, "PLAIN")).isEqualTo("first");

    parameters.putParameter(r -> r.name("/shop/rotated").value("second").overwrite(true));
    String old = instances(spec).getFirst().id();
    ec2.terminateInstances(r -> r.instanceIds(old));
    await(() -> healthy(spec) && instances(spec).stream().noneMatch(i -> i.id().equals(old)));

    assertThat(seen(spec, "PLAIN")).isEqualTo("second");
    retire(spec);
  }

  /** As anybody would without a client: there is none for it among this build's libraries. */
  private void createSecret(String name, String text) throws Exception {
    String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    Process curl =
        new ProcessBuilder(
                "curl",
                "-fsS",
                "--aws-sigv4",
                "aws:amz:" + environment.region() + ":secretsmanager",
                "--user",
                sandbox.bootstrap().accessKeyId() + ":" + sandbox.bootstrap().secretAccessKey(),
                "-H",
                "x-amz-target: secretsmanager.CreateSecret",
                "-H",
                "content-type: application/x-amz-json-1.1",
                "-d",
                "{\"Name\":\"%s\",\"SecretString\":\"%s\"}".formatted(name, quoted),
                sandbox.endpoint() + "/")
            .redirectErrorStream(true)
            .start();
    String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as(answer).isZero();
    assertThat(answer).contains("secretsmanager").doesNotContain(CANARY);
  }

  private FleetSpec spec(String service, Map<String, String> settings, Map<String, String> values) {
    return new FleetSpec(
        "ig-" + service,
        service,
        service + "-contract-0123abcd-a",
        7,
        image,
        1,
        1,
        1,
        "t3.micro",
        "/healthz",
        8080,
        settings,
        values);
  }

  private void serve(FleetSpec spec) {
    cloud
        .traffic()
        .shift(
            new Route(
                spec.service(),
                Map.of(spec.name(), 100),
                Optional.of(spec.name()),
                Optional.empty(),
                Optional.empty()));
  }

  private void retire(FleetSpec spec) {
    cloud
        .traffic()
        .shift(
            new Route(
                spec.service(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty()));
    await(() -> cloud.fleets().retire(spec.name()));
  }

  private List<InstanceState> instances(FleetSpec spec) {
    return cloud.fleets().find(spec.name()).orElseThrow().instances();
  }

  private boolean healthy(FleetSpec spec) {
    return cloud.fleets().find(spec.name()).orElseThrow().healthy() == 1;
  }

  private String seen(FleetSpec spec, String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sandbox.listener().resolve("/seen/" + name))
            .header("Host", environment.host(spec.service()))
            .timeout(Duration.ofSeconds(10))
            .build();
    HttpResponse<byte[]> answer = users.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** Launch template and user data (unpacked too), tags, console. */
  private String whatAnybodyCanRead(FleetSpec spec) throws Exception {
    List<String> all = new ArrayList<>();
    var versions =
        ec2.describeLaunchTemplateVersions(r -> r.launchTemplateName(spec.name()))
            .launchTemplateVersions();
    all.add(versions.toString());
    String script =
        new String(
            Base64.getDecoder().decode(versions.getFirst().launchTemplateData().userData()),
            StandardCharsets.UTF_8);
    for (String part : script.split("'", -1)) {
      if (part.startsWith("H4sI")) {
        all.add(unzipped(Base64.getDecoder().decode(part)));
      }
    }
    all.add(ec2.describeInstances().toString());
    all.add(ec2.describeTags().toString());
    for (InstanceState instance : instances(spec)) {
      all.add(ec2.getConsoleOutput(r -> r.instanceId(instance.id())).output());
      all.add(cloud.fleets().diagnose(spec.name()));
    }
    return String.join("\n", all);
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(250))
        .atMost(PATIENCE)
        .until(condition::getAsBoolean);
  }
}
