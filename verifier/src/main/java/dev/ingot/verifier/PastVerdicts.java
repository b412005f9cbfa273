package dev.ingot.verifier;

import dev.ingot.events.Deployment;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.UndecodableEventException;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.RuntimeConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/** Reads what was judged from the log. */
public final class PastVerdicts {
  private static final String NAME = "rejudge";

  private PastVerdicts() {}

  /**
   * Judges every step of the log again by its own policy.
   *
   * @return how many verdicts come out the same, in a sentence for people
   * @throws LogToolException when the log cannot be read in time
   */
  public static String summary(RuntimeConfig config, Duration within) {
    List<Rejudgement> all =
        read(config, deployment -> true, Instant.EPOCH, within).stream()
            .map(step -> Rejudgement.of(step, Optional.empty()))
            .toList();
    return new RejudgeReport(all, Optional.empty()).summary();
  }

  /** The steps of the deployments that are wanted; each topic is read within the time. */
  static List<PastStep> read(
      RuntimeConfig config, Predicate<Deployment> wanted, Instant since, Duration within) {
    PastSteps steps = new PastSteps(wanted);
    try (LogTool log = LogTool.open(NAME, config)) {
      read(log, Topics.TRAFFIC, since, within, steps::add);
      read(log, Topics.MEASUREMENTS, since, within, steps::add);
      read(log, Topics.VERDICTS, since, within, steps::add);
    }
    return steps.all();
  }

  private static <E extends SpecificRecord> void read(
      LogTool log, Topic<E> topic, Instant since, Duration within, Consumer<E> sink) {
    String name = topic.name(log.prefix());
    log.read(
        List.of(name),
        partition -> true,
        since,
        within,
        message -> decode(log, name, topic, message, sink));
  }

  private static <E extends SpecificRecord> void decode(
      LogTool log, String name, Topic<E> topic, LogMessage message, Consumer<E> sink) {
    try {
      E event = log.codecs().decode(name, topic.event(), message.value());
      sink.accept(event);
    } catch (UndecodableEventException e) {
      // Not a judge's; what it stood for is then missing, and the verdict does not come out.
    }
  }

  /** The step as the file would have it judged; empty when it is none of its service's. */
  static Optional<PastStep> under(PipelineFile file, PastStep step) {
    Deployment deployment = step.shift().getDeployment();
    return file.plans().stream()
        .filter(plan -> file.service().equals(deployment.getService()))
        .filter(plan -> plan.getEnvironment().equals(deployment.getEnvironment()))
        .findFirst()
        .map(plan -> step.under(plan.getVerify(), early(plan)));
  }

  private static boolean early(EnvironmentPlan plan) {
    return plan.getRollout().getEarly();
  }
}
