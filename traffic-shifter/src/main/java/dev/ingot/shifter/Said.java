package dev.ingot.shifter;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What was said about the deployment so far, each list oldest first. */
record Said(
    List<TrafficShifted> shifts,
    List<VerdictReached> verdicts,
    List<OperatorCommand> commands,
    List<DeploymentFinished> outcomes) {

  /** The step that was announced last. */
  Optional<TrafficShifted> lastStep() {
    return shifts.stream().filter(shift -> shift.getStep() >= 0).reduce((a, b) -> b);
  }

  Optional<OperatorCommand> abort() {
    return commands.stream().filter(c -> c.getCommand() == CommandKind.ABORT).findFirst();
  }

  /**
   * The approval of the step that comes, if an operator has given one. One that was issued before
   * the last step was set was meant for that step or an earlier one, and so is one by which a step
   * was set already, whatever the operator's clock said.
   *
   * @param used steps so far that an approval was needed for
   */
  Optional<OperatorCommand> approval(long used) {
    Instant asked = lastStep().map(this::begun).orElse(Instant.EPOCH);
    return commands.stream()
        .filter(c -> c.getCommand() == CommandKind.APPROVE)
        .skip(used)
        .filter(c -> c.getIssuedAt().isAfter(asked))
        .findFirst();
  }

  boolean paused() {
    return pause().isPresent();
  }

  /** The pause that holds now. */
  Optional<OperatorCommand> pause() {
    return switches().reduce((a, b) -> b).filter(c -> c.getCommand() == CommandKind.PAUSE);
  }

  /** When a pause last ended, or began. */
  Optional<Instant> lastSwitch() {
    return switches().reduce((a, b) -> b).map(OperatorCommand::getIssuedAt);
  }

  private Stream<OperatorCommand> switches() {
    return commands.stream()
        .filter(c -> c.getCommand() == CommandKind.PAUSE || c.getCommand() == CommandKind.RESUME);
  }

  /** Whether somebody has said that it may go on, after that. */
  boolean resumedAfter(Instant since) {
    return commands.stream()
        .anyMatch(c -> c.getCommand() == CommandKind.RESUME && c.getIssuedAt().isAfter(since));
  }

  /**
   * The verdicts of these judges on a step, in the order in which they came: of each the first, so
   * that nobody changes what was said, but for a ROLL_BACK after it: the candidate may go bad while
   * the rollout stands. What is said of another step counts for nothing, nor does an ADVANCE from
   * before the step began; a ROLL_BACK does, for clocks differ.
   */
  Map<String, VerdictReached> verdicts(TrafficShifted step, List<String> judges) {
    Instant begun = begun(step);
    Map<String, VerdictReached> first = new LinkedHashMap<>();
    verdicts.stream()
        .filter(v -> v.getStep() == step.getStep() && judges.contains(v.getJudge()))
        .filter(v -> v.getDecision() != Decision.ADVANCE || !v.getReachedAt().isBefore(begun))
        .forEach(v -> first.merge(v.getJudge(), v, Said::worse));
    return first;
  }

  private static VerdictReached worse(VerdictReached said, VerdictReached after) {
    return after.getDecision() == Decision.ROLL_BACK && said.getDecision() != Decision.ROLL_BACK
        ? after
        : said;
  }

  /**
   * The first ROLL_BACK of one of these judges on a step before this one. It crossed with what let
   * the rollout go on, such as an approval. Which was first nobody can tell from two topics, and
   * nobody has to: it counts until the outcome is there.
   */
  Optional<VerdictReached> crossed(TrafficShifted step, List<String> judges) {
    return verdicts.stream()
        .filter(v -> v.getDecision() == Decision.ROLL_BACK && judges.contains(v.getJudge()))
        .filter(v -> v.getStep() >= 0 && v.getStep() < step.getStep())
        .findFirst();
  }

  /** When the step was set first; it may have been restored since. */
  private Instant begun(TrafficShifted step) {
    return shifts.stream()
        .filter(shift -> shift.getStep() == step.getStep())
        .map(TrafficShifted::getShiftedAt)
        .min(Comparator.naturalOrder())
        .orElse(step.getShiftedAt());
  }
}
