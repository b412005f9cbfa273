package dev.ingot.shifter;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import java.time.Instant;
import java.util.List;
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
    Instant asked = lastStep().map(TrafficShifted::getShiftedAt).orElse(Instant.EPOCH);
    return commands.stream()
        .filter(c -> c.getCommand() == CommandKind.APPROVE)
        .skip(used)
        .filter(c -> c.getIssuedAt().isAfter(asked))
        .findFirst();
  }

  boolean paused() {
    return switches()
        .reduce((a, b) -> b)
        .filter(c -> c.getCommand() == CommandKind.PAUSE)
        .isPresent();
  }

  /** When a pause last ended, or began. */
  Optional<Instant> lastSwitch() {
    return switches().reduce((a, b) -> b).map(OperatorCommand::getIssuedAt);
  }

  private Stream<OperatorCommand> switches() {
    return commands.stream()
        .filter(c -> c.getCommand() == CommandKind.PAUSE || c.getCommand() == CommandKind.RESUME);
  }

  /** The first verdict of one of the judges that is not ADVANCE, on any step that was announced. */
  Optional<VerdictReached> refusal(List<String> judges) {
    int last = lastStep().map(TrafficShifted::getStep).orElse(-1);
    return verdicts.stream()
        .filter(v -> judges.contains(v.getJudge()) && v.getStep() >= 0 && v.getStep() <= last)
        .filter(v -> v.getDecision() != Decision.ADVANCE)
        .findFirst();
  }

  /** The judges that have not said ADVANCE to the step in time. */
  List<String> silent(TrafficShifted step, List<String> judges) {
    return judges.stream().filter(judge -> !advanced(step, judge)).toList();
  }

  private boolean advanced(TrafficShifted step, String judge) {
    return verdicts.stream()
        .anyMatch(
            v ->
                v.getStep() == step.getStep()
                    && v.getJudge().equals(judge)
                    && v.getDecision() == Decision.ADVANCE
                    && !v.getReachedAt().isAfter(step.getJudgeBy()));
  }
}
