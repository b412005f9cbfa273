package dev.ingot.sandbox.cloud.proxy;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.machine.CommandRun;
import dev.ingot.sandbox.cloud.machine.ImageStore;
import dev.ingot.sandbox.cloud.machine.Machine;
import dev.ingot.sandbox.cloud.machine.MachineSpec;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.WeightedGroup;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example service in all its versions, baked and run as the pipeline does it. */
class ShopIT {
  private static final Path SHOP = Path.of("../../examples/shop");
  private static final HealthCheck CHECK =
      new HealthCheck("/healthz", Duration.ofMillis(100), Duration.ofSeconds(30), 2, 2, "200");
  private static final String UNIT =
      """
      [Service]
      ExecStart=/opt/ingot/run
      Environment=PORT=8080
      EnvironmentFile=-/etc/ingot/env
      Restart=on-failure
      RestartSec=1
      """;
  private static final String BAKE =
      """
      set -eu
      cd "${INGOT_ROOT}/opt/ingot/app"
      ./build.sh
      printf '#!/bin/sh\\ncd "${INGOT_ROOT}/opt/ingot/app"\\nexec ./bin/shop\\n' \
        > "${INGOT_ROOT}/opt/ingot/run"
      chmod +x "${INGOT_ROOT}/opt/ingot/run"
      """;

  @TempDir Path temp;
  private final List<Machine> machines = new ArrayList<>();

  @AfterEach
  void stopTheMachines() {
    machines.forEach(Machine::stop);
  }

  @Test
  void aGoodVersionServesFromTwoInstances() throws Exception {
    assertThat(serve("v2", 200)).isEqualTo(Map.of(200, 200));
    assertThat(machines).allMatch(machine -> machine.restarts() == 0);
  }

  @Test
  void aBadVersionLooksHealthyAndFailsSomeRequests() throws Exception {
    Map<Integer, Integer> answers = serve("v3", 400);

    assertThat(answers.keySet()).containsExactlyInAnyOrder(200, 500);
    // 120 are expected; five standard deviations are 46.
    assertThat(answers.get(500)).isBetween(74, 166);
  }

  @Test
  void aVersionThatDoesNotCompileFailsItsBakeInTheCompilersWords() throws Exception {
    CommandRun.Result result = bake("v4", temp.resolve("builder"));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stderr()).contains("Page.java:11: error: ';' expected");
  }

  private Map<Integer, Integer> serve(String version, int requests) throws Exception {
    Path builder = temp.resolve("builder");
    CommandRun.Result result = bake(version, builder);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    ImageStore images = ImageStore.open(temp.resolve("images"));
    String image = images.add(builder);
    Map<Integer, Integer> answers = new HashMap<>();
    try (HealthChecker checker = new HealthChecker();
        HttpClient client = HttpClient.newHttpClient()) {
      List<Target> targets = new ArrayList<>();
      for (String id : List.of("i-1", "i-2")) {
        Path root = temp.resolve(id);
        images.copyTo(image, root);
        Machine machine = boot(id, root, "systemctl enable --now ingot-app.service");
        checker.watch(id, machine.address(), CHECK);
        targets.add(new Target(id, machine.address(), Target.State.HEALTHY));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  targets.stream()
                      .allMatch(
                          target -> checker.health(target.id()).equals(TargetHealth.HEALTHY)));
      RouteTable table =
          new RouteTable(List.of(), new Action.Forward(List.of(new WeightedGroup("shop", 1))));
      try (LoadBalancer balancer =
          LoadBalancer.start("127.0.0.1", 0, () -> table, group -> targets)) {
        for (int i = 0; i < requests; i++) {
          var answer =
              client.send(HttpRequest.newBuilder(balancer.uri()).build(), BodyHandlers.ofString());
          assertThat(answer.body()).contains("\"version\": \"" + version + "\"");
          answers.merge(answer.statusCode(), 1, Integer::sum);
        }
      }
    }
    return answers;
  }

  private CommandRun.Result bake(String version, Path root) throws IOException {
    Path app = Files.createDirectories(root.resolve("opt/ingot/app"));
    copy(SHOP, app);
    copy(SHOP.resolve("versions").resolve(version), app);
    Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.writeString(units.resolve("ingot-app.service"), UNIT);
    try (Machine builder = boot("i-0", root, "")) {
      return builder
          .run(BAKE, Duration.ofMinutes(3))
          .result()
          .orTimeout(200, TimeUnit.SECONDS)
          .join();
    }
  }

  private Machine boot(String id, Path root, String userData) {
    Machine machine = Machine.boot(new MachineSpec(id, root, Optional.of(userData), Map.of()));
    machines.add(machine);
    return machine;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(file);
        if (!relative.startsWith("versions") && !relative.startsWith("out")) {
          Files.createDirectories(to.resolve(relative).getParent());
          Files.copy(
              file,
              to.resolve(relative),
              java.nio.file.StandardCopyOption.REPLACE_EXISTING,
              java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
