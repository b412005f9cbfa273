package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.sandbox.kafka.HangingTransaction;
import dev.ingot.sandbox.kafka.HangingTransaction.End;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** The command, as a person has it, on a real broker. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class TransactionsCommandIT {
  private static final String TOPIC = "ingot.images";

  @TempDir Path folder;
  private LocalBroker broker;
  private String output = "";

  @BeforeEach
  void start() {
    broker = LocalBroker.start(folder, 0);
    broker.createTopic(TOPIC, 2, Map.of());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private HangingTransaction begin(int partition, String id) throws Exception {
    return new HangingTransaction(broker.bootstrapServers(), id, TOPIC, partition)
        .begin("shop".getBytes(UTF_8), id.getBytes(UTF_8));
  }

  private void restart() {
    broker.close();
    broker = LocalBroker.start(folder, 0);
  }

  private int run(String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine command =
        TransactionsCommand.commandLine(
            () -> Map.of("ingot.kafka.bootstrap.servers", broker.bootstrapServers()));
    command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
    int code = command.execute(arguments);
    output = text.toString();
    return code;
  }

  @Test
  void saysWhatHangsAndEndsItAndLeavesAloneWhatIsLive() throws Exception {
    begin(0, "lost").end(End.COMMITTED);
    begin(1, "live");
    restart();

    // Names are the coordinator's to tell, and it has to read its log first.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> run("list", "--older-than", "0s") == 0 && output.contains("lost"));
    assertThat(output.lines())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("lost").contains("hangs: was committed"))
        .anySatisfy(line -> assertThat(line).contains("live: its coordinator will end it"));

    assertThat(run("end")).isZero();
    assertThat(output).isEqualToIgnoringNewLines("Nothing hangs.");

    assertThat(run("end", "--older-than", "0s")).isZero();
    assertThat(output).startsWith("Ended as it had been: ingot.images 0 ").contains("COMMITTED");

    assertThat(run("list", "--older-than", "0s", "--output", "json")).isZero();
    assertThat(output).contains("\"LIVE\"").doesNotContain("lost");
  }

  @Test
  void leavesToAPersonWhatNobodyKnowsTheEndOf() throws Exception {
    begin(0, "lost").end(End.FORGOTTEN);
    restart();

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(run("end", TOPIC, "0", "--older-than", "0s")).isEqualTo(1);
              assertThat(output).contains("nobody knows how it ended", "1 left open");
            });

    assertThat(run("end", TOPIC, "0", "--older-than", "0s", "--as", "abort")).isEqualTo(2);
    String producer = producer();
    assertThat(run("end", TOPIC, "0", producer, "--older-than", "0s", "--as", "abort")).isZero();
    assertThat(output).startsWith("Ended as chosen");
    assertThat(run("list", "--older-than", "0s")).isZero();
    assertThat(output).isEqualToIgnoringNewLines("There are none.");
  }

  private String producer() {
    run("list", "--older-than", "0s");
    return output.lines().skip(1).findFirst().orElseThrow().split("\\s+", -1)[2];
  }
}
