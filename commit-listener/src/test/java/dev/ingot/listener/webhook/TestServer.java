package dev.ingot.listener.webhook;

import dev.ingot.events.PushReported;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that knows the samples' repository and secrets, and what it reported. */
final class TestServer implements AutoCloseable {
  private final WebhookServer server;
  private final List<PushReported> reported = new CopyOnWriteArrayList<>();

  private TestServer(Path secrets, Limits limits, Optional<Path> certificate, Optional<Path> key)
      throws IOException {
    Files.writeString(
        secrets.resolve(Events.SERVICE), Sample.PLAIN_SECRET + "\n" + Sample.SECRET + "\n");
    server =
        WebhookServer.start(
            new WebhookConfig("127.0.0.1", 0, secrets, List.of(), certificate, key, 0),
            () -> Map.of(Events.SERVICE, Events.registration()),
            PushReports.waiting(reported::add),
            limits,
            SettableClock.at(Instant.ofEpochSecond(Sample.AT)));
  }

  static TestServer start(Path secrets, Limits limits) throws IOException {
    return new TestServer(secrets, limits, Optional.empty(), Optional.empty());
  }

  static TestServer startTls(Path secrets, Limits limits, Path certificate, Path key)
      throws IOException {
    return new TestServer(secrets, limits, Optional.of(certificate), Optional.of(key));
  }

  Exchange connect() throws IOException {
    return new Exchange(port());
  }

  int port() {
    return server.uri("github").getPort();
  }

  WebhookServer server() {
    return server;
  }

  List<PushReported> reported() {
    return reported;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
