package dev.ingot.sandbox;

import dev.ingot.events.Cause;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.Decision;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.Fallback;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.topics.Topic;
import dev.ingot.git.Words;
import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.stage.EventReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/** Tells the events as they come, a line each: when, which commit, which stage, what. */
final class Timeline implements EventReader.Listener {
  private static final int MOST_DETAIL_LINES = 8;
  private static final int LONGEST_REF = 200;

  private final Terminal terminal;
  private final Instant zero;
  private final Predicate<String> services;

  /**
   * A timeline that begins now.
   *
   * @param services which services to tell about
   */
  Timeline(Terminal terminal, Instant zero, Predicate<String> services) {
    this.terminal = terminal;
    this.zero = zero;
    this.services = services;
  }

  @Override
  public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
    if (!services.test(topic.service().apply(event))) {
      return;
    }
    switch (event) {
      case PushReported push -> pushed(push);
      case CommitReceived commit ->
          tell(
              commit.getReceivedAt(),
              commit.getService(),
              commit.getCommit().getId(),
              "commit",
              Tone.PLAIN,
              "is the new head of " + Words.line(commit.getCommit().getRef(), LONGEST_REF));
      case ImageReady image ->
          tell(image.getReadyAt(), image.getDeployment(), "image", Tone.PLAIN, imaged(image));
      case FleetProvisioned fleet -> provisioned(fleet);
      case TrafficShifted shift ->
          tell(
              shift.getShiftedAt(),
              shift.getDeployment(),
              "traffic",
              Tone.BOLD,
              "%s %3d %%  %s"
                  .formatted(
                      Text.bar(shift.getWeight(), 20), shift.getWeight(), shift.getReason()));
      case MeasurementTaken taken when taken.getMetric().equals("errors") ->
          terminal.status(measured(taken));
      case VerdictReached verdict ->
          tell(
              verdict.getReachedAt(),
              verdict.getDeployment(),
              "verdict",
              verdict.getDecision() == Decision.ADVANCE ? Tone.GOOD : Tone.BAD,
              verdict.getDecision() + ", " + verdict.getReason());
      case DeploymentFinished end -> finished(end);
      default -> {}
    }
  }

  private void provisioned(FleetProvisioned fleet) {
    tell(
        fleet.getProvisionedAt(),
        fleet.getDeployment(),
        "fleet",
        Tone.PLAIN,
        "%s: %d instances healthy behind the preview rule"
            .formatted(fleet.getCandidate().getName(), fleet.getCandidate().getSize()));
    List<Integer> approvals = fleet.getPlan().getRollout().getApproveBefore();
    if (!approvals.isEmpty()) {
      terminal.line(
          Tone.BOLD,
          " ".repeat(36)
              + "│ before %s %% it waits for: ingot approve %s"
                  .formatted(
                      Text.oneLine(approvals.toString(), 40), fleet.getDeployment().getId()));
    }
    VerifyPlan verify = fleet.getPlan().getVerify();
    if (verify.getInconclusive() == Fallback.PAUSE || verify.getSilence() == Fallback.PAUSE) {
      terminal.line(
          Tone.BOLD,
          " ".repeat(36)
              + "│ where no judge decides it stands until: ingot resume %s"
                  .formatted(fleet.getDeployment().getId()));
    }
  }

  private void finished(DeploymentFinished end) {
    terminal.status("");
    Duration took = Duration.between(end.getDeployment().getStartedAt(), end.getFinishedAt());
    tell(
        end.getFinishedAt(),
        end.getDeployment(),
        "outcome",
        end.getOutcome() == DeploymentOutcome.PROMOTED ? Tone.GOOD : Tone.BAD,
        "%s after %s: %s".formatted(end.getOutcome(), Text.seconds(took), end.getReason()));
    if (end.getDetail() != null) {
      List<String> lines = end.getDetail().lines().filter(l -> !l.isBlank()).toList();
      lines
          .subList(Math.max(0, lines.size() - MOST_DETAIL_LINES), lines.size())
          .forEach(l -> terminal.line(Tone.QUIET, " ".repeat(36) + "│ " + Text.oneLine(l, 160)));
    }
  }

  private void tell(Instant at, Deployment of, String stage, Tone tone, String what) {
    tell(
        at, of.getService() + "@" + of.getEnvironment(), of.getCommit().getId(), stage, tone, what);
  }

  private void tell(
      Instant at, String subject, String commit, String stage, Tone tone, String what) {
    String when = Text.seconds(Duration.between(zero, at));
    String head =
        String.format(
            Locale.ROOT,
            "%8s  %-16s %-8s ",
            when,
            Text.oneLine(subject, 16),
            commit.substring(0, Math.min(8, commit.length())));
    terminal.line(
        Tone.PLAIN,
        terminal.paint(Tone.QUIET, head)
            + terminal.paint(tone, String.format("%-8s ", stage) + Text.oneLine(what, 400)));
  }

  /** The poller reports again what a webhook has reported; the commit says enough. */
  private void pushed(PushReported push) {
    if (push.getSource() != PushSource.POLLER) {
      String source = push.getSource().toString().toLowerCase(Locale.ROOT);
      tell(
          push.getReportedAt(),
          push.getService(),
          "",
          "push",
          Tone.QUIET,
          push.getRef() + " reported by " + source);
    }
  }

  private static String imaged(ImageReady image) {
    String id = image.getImage().getId();
    Cause cause = image.getDeployment().getCause();
    if (cause == Cause.PROMOTION) {
      return id + ", the same image as in the environment before";
    }
    if (cause == Cause.ROLLBACK) {
      return id + ", which was live before: an operator goes back";
    }
    Duration took = Duration.between(image.getDeployment().getStartedAt(), image.getReadyAt());
    return image.getReused()
        ? id + " was there already: nothing to bake"
        : "%s baked in %s".formatted(id, Text.seconds(took));
  }

  private static String measured(MeasurementTaken taken) {
    String live =
        taken.getLive() == null
            ? ""
            : "   live %d/s, %d bad"
                .formatted(taken.getLive().getRequests(), taken.getLive().getErrors());
    return "          step %d: candidate %d/s, %d bad%s"
        .formatted(
            taken.getStep(),
            taken.getCandidate().getRequests(),
            taken.getCandidate().getErrors(),
            live);
  }
}
