package dev.ingot.operator;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.UndecodableEventException;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OneTransaction;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says something about a rollout that is under way to the stage that has it in hand. */
abstract class RolloutCommand implements Callable<Integer> {
  static final String SYNOPSIS =
      "Finds the log by the workers' own settings."
          + " Exit codes: 0 said, 1 refused or not possible, 2 not understood.";

  private static final String NAME = "operator";
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofHours(1);

  private final Supplier<Map<String, String>> settings;
  private final CommandKind kind;
  private final String said;

  @Parameters(
      index = "0",
      paramLabel = "DEPLOYMENT",
      description = "Its id, such as shop-production-1a2b3c4d-5e6f7a8b.")
  private String deployment;

  @Mixin private Signature signature = new Signature();

  @Spec private CommandSpec spec;

  /**
   * @param said what was done, before the deployment's id
   */
  RolloutCommand(Supplier<Map<String, String>> settings, CommandKind kind, String said) {
    this.settings = settings;
    this.kind = kind;
    this.said = said;
  }

  @Override
  public Integer call() {
    Map<String, String> all = settings.get();
    RuntimeConfig config = Config.read(RuntimeConfig.class, all);
    Duration longest = Config.read(LongestConfig.class, all).longest();
    try (LogTool log = LogTool.open(NAME, config)) {
      Found found = underWay(log, longest);
      say(log, found);
      Deployment its = found.deployment();
      spec.commandLine().getOut().printf("%s %s in %s.%n", said, its.getId(), its.getEnvironment());
      spec.commandLine().getOut().flush();
      return CommandLine.ExitCode.OK;
    } catch (LogToolException e) {
      spec.commandLine().getErr().println("ingot: " + Clean.line(String.valueOf(e.getMessage())));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /**
   * As of the brokers' time: a stage holds it against what it has observed itself, and looks for it
   * from the deployment's start on. Who says the same at the same time is told that somebody else
   * does.
   */
  private void say(LogTool log, Found found) {
    String what = kind.name().toLowerCase(Locale.ROOT);
    try (OneTransaction once = log.take("command-" + what + "-" + found.deployment().getId())) {
      Instant now = once.brokersTime(Topics.COMMANDS.name(log.prefix()), found.partition());
      OperatorCommand command = command(found.deployment(), now);
      once.commit(List.of(LogMessages.of(log, Topics.COMMANDS, found.partition(), command)), now);
    }
  }

  private OperatorCommand command(Deployment found, Instant now) {
    return OperatorCommand.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setService(found.getService())
        .setEnvironment(found.getEnvironment())
        .setDeploymentId(found.getId())
        .setCommand(kind)
        .setWho(signature.who())
        .setWhy(signature.why())
        .setIssuedAt(now)
        .build();
  }

  /** All that is about a service is in one partition. */
  private record Found(Deployment deployment, int partition) {}

  /**
   * The deployment as its image tells it, unless it has ended. These topics are kept for ever, so
   * what can be under way is read first.
   */
  private Found underWay(LogTool log, Duration longest) {
    Holder holder = new Holder();
    read(log, Topics.IMAGES, partition -> true, Instant.now().minus(longest), holder::see);
    if (holder.found == null) {
      read(log, Topics.IMAGES, partition -> true, Instant.EPOCH, holder::see);
    }
    Deployment found = holder.found;
    if (found == null) {
      throw new LogToolException(
          "there is no deployment '%s'; 'ingot up' and the topic %s show their ids"
              .formatted(deployment, Topics.IMAGES.name(log.prefix())),
          null);
    }
    int its = holder.partition;
    Instant since = found.getStartedAt().minus(CLOCKS_DIFFER_BY);
    read(log, Topics.OUTCOMES, partition -> partition == its, since, holder::see);
    DeploymentFinished end = holder.end;
    if (end != null) {
      throw new LogToolException(
          "deployment %s has ended: %s, %s"
              .formatted(deployment, end.getOutcome(), end.getReason()),
          null);
    }
    return new Found(found, its);
  }

  private <E extends SpecificRecord> void read(
      LogTool log, Topic<E> topic, IntPredicate partitions, Instant since, ObjIntConsumer<E> sink) {
    String name = topic.name(log.prefix());
    log.read(
        List.of(name),
        partitions,
        since,
        signature.timeout(),
        message -> decode(log, name, topic, message, sink));
  }

  private static <E extends SpecificRecord> void decode(
      LogTool log, String name, Topic<E> topic, LogMessage message, ObjIntConsumer<E> sink) {
    try {
      E event = log.codecs().decode(name, topic.event(), message.value());
      sink.accept(event, message.partition());
    } catch (UndecodableEventException e) {
      // Somebody else's trouble; what is looked for was read, or is reported missing.
    }
  }

  /** What was found of the deployment. */
  private final class Holder {
    private @Nullable Deployment found;
    private int partition;
    private @Nullable DeploymentFinished end;

    void see(ImageReady image, int itsPartition) {
      if (image.getDeployment().getId().equals(deployment)) {
        found = image.getDeployment();
        partition = itsPartition;
      }
    }

    void see(DeploymentFinished finished, int itsPartition) {
      if (finished.getDeployment().getId().equals(deployment)) {
        end = finished;
      }
    }
  }
}
