package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.InstanceState;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.sandbox.cloud.SandboxCloud;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** Fleets on a sandbox whose service serves what it finds in its environment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InstancesOnSandbox {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  static final String PEM =
      "-----BEGIN KEY-----\nline 'one' \"two\" `three` $four \\five\n\ttab, ümläut, 😀\n\n-----END\n";
  static final String CANARY = "canary-7f3a9b";

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
  CloudEnvironment environment;
  Cloud cloud;
  SsmClient parameters;
  Ec2Client ec2;
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

  final List<String> alive() {
    return ec2.describeInstances().reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(i -> List.of("pending", "running").contains(i.state().nameAsString()))
        .map(Instance::instanceId)
        .toList();
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

  final FleetSpec spec(String service, Map<String, String> settings, Map<String, String> values) {
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

  final void serve(FleetSpec spec) {
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

  final void retire(FleetSpec spec) {
    cloud
        .traffic()
        .shift(
            new Route(
                spec.service(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty()));
    await(() -> cloud.fleets().retire(spec.name()));
  }

  final List<InstanceState> instances(FleetSpec spec) {
    return cloud.fleets().find(spec.name()).orElseThrow().instances();
  }

  final boolean healthy(FleetSpec spec) {
    return cloud.fleets().find(spec.name()).orElseThrow().healthy() == 1;
  }

  final String seen(FleetSpec spec, String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sandbox.listener().resolve("/seen/" + name))
            .header("Host", environment.host(spec.service()))
            .timeout(Duration.ofMinutes(1))
            .build();
    HttpResponse<byte[]> answer = users.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  static void await(BooleanSupplier condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(250))
        .atMost(PATIENCE)
        .until(condition::getAsBoolean);
  }
}
