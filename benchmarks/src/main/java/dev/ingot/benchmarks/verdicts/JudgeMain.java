package dev.ingot.benchmarks.verdicts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.memory.Counts;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.TrafficShifted;
import dev.ingot.stage.StageWorker;
import dev.ingot.verifier.JudgeStep;
import dev.ingot.verifier.sources.Sources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The verifier's own stage over a cloud in memory, whose every fleet has the same made-up traffic:
 * 100 requests a second, 5 of them the candidate's, one in a hundred of which fails.
 */
public final class JudgeMain {
  /** Printed once, with the port behind it of a page that says what heap is in use. */
  static final String READY = "judge ";

  static final String PREFIX = "judged.";

  private static final int INSTANCES = 2;

  private JudgeMain() {}

  /** Arguments: brokers, registry, number of rollouts. */
  public static void main(String[] args) throws IOException, InterruptedException {
    InMemoryCloud cloud =
        new InMemoryCloud(InstantSource.system(), Rollouts.TICK, Rollouts.TELEMETRY_DELAY);
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      fleet(cloud, Rollouts.candidate(i), Rollouts.service(i), 5);
      fleet(cloud, Rollouts.live(i), Rollouts.service(i), 95);
    }
    StageWorker<TrafficShifted> worker =
        StageWorker.start(
            new JudgeStep(
                environment -> cloud,
                new Sources(environment -> Map.of(), Duration.ofSeconds(4)),
                Duration.ofHours(12)),
            Stand.runtime(args[0], args[1], PREFIX, 0));
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "close"));
    HttpServer page =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    page.createContext("/", JudgeMain::answer);
    page.start();
    System.out.println(READY + page.getAddress().getPort());
    new CountDownLatch(1).await();
  }

  private static void fleet(InMemoryCloud cloud, String name, String service, long requests) {
    cloud
        .fleets()
        .ensure(
            new FleetSpec(
                name,
                service,
                name,
                1,
                "ami-1",
                INSTANCES,
                INSTANCES,
                INSTANCES,
                "t3.small",
                "/healthz",
                8080,
                Map.of(),
                Map.of()));
    cloud.fleets().find(name);
    // An error in every hundredth request, as whole numbers over the seconds.
    cloud.requests(
        name,
        start ->
            Optional.of(
                new Counts(requests, start.getEpochSecond() * requests % 100 < requests ? 1 : 0)));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = String.valueOf(afterCollections()).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** What was left of the heap after its last collections; nobody is held up by being asked. */
  private static long afterCollections() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(JudgeMain::left)
        .sum();
  }

  private static long left(MemoryPoolMXBean pool) {
    MemoryUsage after = pool.getCollectionUsage();
    long collected = after == null ? 0 : after.getUsed();
    // What has never been collected is all there is to tell.
    return collected > 0 ? collected : pool.getUsage().getUsed();
  }
}
