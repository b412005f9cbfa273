package dev.ingot.benchmarks.holder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.CommitReceived;
import dev.ingot.stage.StageWorker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A worker with {@link Holding} tasks in hand, and a page on which it says how it is. */
public final class HolderMain {
  /** Printed once, with the page's port behind it. */
  static final String READY = "holder ";

  static final String PREFIX = "holder.";

  private HolderMain() {}

  /** Arguments: brokers, registry, slot, milliseconds between two looks at a task. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Holding stage = new Holding(Holding.lane(PREFIX), Duration.ofMillis(Long.parseLong(args[3])));
    StageWorker<CommitReceived> worker =
        StageWorker.start(
            stage, Stand.runtime(args[0], args[1], PREFIX, Integer.parseInt(args[2])));
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "close"));
    HttpServer page =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    page.createContext("/", exchange -> answer(exchange, stage));
    page.start();
    System.out.println(READY + page.getAddress().getPort());
    new CountDownLatch(1).await();
  }

  private static void answer(HttpExchange exchange, Holding stage) throws IOException {
    try (exchange) {
      HolderStatus status =
          new HolderStatus(
              stage.held(),
              stage.lastOfAll(),
              stage.looks(),
              exchange.getRequestURI().getPath().equals(HolderStatus.WITH_HEAP) ? heap() : 0,
              ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
      byte[] body = status.line().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** What is left after a collection; the second finds what the first has let go of. */
  private static long heap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
