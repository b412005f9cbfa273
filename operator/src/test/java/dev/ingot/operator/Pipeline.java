package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.topics.Topic;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import picocli.CommandLine;

/** Topics of one test on a broker, and an operator's command line beside them. */
final class Pipeline implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, String> settings;
  private final EventPublisher publisher;
  private final LogTool log;

  Pipeline(LocalBroker broker) {
    String scope = "test" + NUMBER.incrementAndGet();
    settings =
        Map.of(
            "ingot.kafka.bootstrap.servers",
            broker.bootstrapServers(),
            "ingot.schema.registry.url",
            "mock://" + scope,
            "ingot.topic.prefix",
            scope + ".",
            "ingot.git.schemes",
            "file");
    LogProcess.makeTopics(broker, scope + ".");
    publisher = EventPublisher.open(config());
    log = LogTool.open("test", config());
  }

  /** What a command said. */
  record Said(int code, String out, String err) {}

  RuntimeConfig config() {
    return Config.read(RuntimeConfig.class, settings);
  }

  LetterDesk desk() {
    return new LetterDesk(config(), PATIENCE);
  }

  LogTool log() {
    return log;
  }

  /** {@code ingot dead-letters}. */
  Said deadLetters(String... arguments) {
    return said(DeadLettersCommand.commandLine(() -> settings), arguments);
  }

  /** {@code ingot} with the name of a command. */
  Said ingot(String... arguments) {
    CommandLine commands = new CommandLine(new Main());
    OperatorCommands.addTo(commands, () -> settings);
    return said(commands, arguments);
  }

  private static Said said(CommandLine commands, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    int code = commands.execute(arguments);
    return new Said(code, out.toString(), err.toString());
  }

  <E extends SpecificRecord> void publish(Topic<E> topic, E event) {
    publisher.publish(topic, event, PATIENCE);
  }

  /** Bytes that are no event. */
  void publishBytes(Topic<?> topic, byte[] value) {
    try (var right = log.take("test-bytes")) {
      right.commit(
          List.of(
              new LogMessage(
                  topic.name(config().topicPrefix()),
                  0,
                  -1,
                  Instant.now(),
                  "shop".getBytes(UTF_8),
                  value,
                  new RecordHeaders())));
    }
  }

  List<LogMessage> messages(String suffix) {
    List<LogMessage> all = new ArrayList<>();
    log.read(
        List.of(config().topicPrefix() + suffix), p -> true, Instant.EPOCH, PATIENCE, all::add);
    return all;
  }

  <E extends SpecificRecord> List<E> events(Topic<E> topic) {
    return messages(topic.suffix()).stream()
        .map(m -> log.codecs().decode(m.topic(), topic.event(), m.value()))
        .toList();
  }

  /** Letters that nobody has settled, once there are so many. */
  List<Letter> awaitOpenLetters(int count) {
    try (LetterDesk desk = desk()) {
      return await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Ledger ledger = desk.list(Instant.EPOCH, letter -> true);
                return ledger.letters().stream()
                    .filter(letter -> ledger.settled(letter.id()).isEmpty())
                    .toList();
              },
              letters -> letters.size() == count);
    }
  }

  @Override
  public void close() {
    publisher.close();
    log.close();
  }
}
