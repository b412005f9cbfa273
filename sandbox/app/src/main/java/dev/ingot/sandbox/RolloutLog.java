package dev.ingot.sandbox;

import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topic;
import dev.ingot.stage.EventReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What was said of rollouts, and when. Thread-safe. */
final class RolloutLog implements EventReader.Listener {
  private final Map<String, Notes> rollouts = new LinkedHashMap<>();

  /** An event of a step. */
  record Said(int step, int weight, Instant at) {}

  private static final class Notes {
    @Nullable FleetProvisioned fleet;
    Instant since = Instant.EPOCH;
    final List<Said> shifts = new ArrayList<>();
    final List<Said> advances = new ArrayList<>();
    @Nullable Instant endedAt;
  }

  /**
   * One rollout as far as it has come.
   *
   * @param candidate name of its fleet
   * @param since when its fleet was there
   * @param weights of its steps, in percent
   * @param shifts what was announced
   * @param advances verdicts that let it go on
   */
  record Rollout(
      String candidate,
      boolean hasLive,
      Instant since,
      List<Integer> weights,
      List<Said> shifts,
      List<Said> advances,
      Optional<Instant> endedAt) {}

  @Override
  public synchronized <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
    switch (event) {
      case FleetProvisioned fleet -> {
        Notes notes = of(fleet.getDeployment().getId());
        notes.fleet = fleet;
        notes.since = at;
      }
      case TrafficShifted shift ->
          of(shift.getDeployment().getId())
              .shifts
              .add(new Said(shift.getStep(), shift.getWeight(), at));
      case VerdictReached verdict -> {
        if (verdict.getDecision() == Decision.ADVANCE) {
          of(verdict.getDeployment().getId()).advances.add(new Said(verdict.getStep(), 0, at));
        }
      }
      case DeploymentFinished end -> of(end.getDeployment().getId()).endedAt = at;
      default -> {
        // Of no interest here.
      }
    }
  }

  /** All that have a fleet, in the order in which they were first heard of. */
  synchronized List<Rollout> rollouts() {
    List<Rollout> all = new ArrayList<>();
    for (Notes notes : rollouts.values()) {
      if (notes.fleet != null) {
        all.add(
            new Rollout(
                notes.fleet.getCandidate().getName(),
                notes.fleet.getLive() != null,
                notes.since,
                notes.fleet.getLive() == null
                    ? List.of(100)
                    : List.copyOf(notes.fleet.getPlan().getRollout().getSteps()),
                List.copyOf(notes.shifts),
                List.copyOf(notes.advances),
                Optional.ofNullable(notes.endedAt)));
      }
    }
    return all;
  }

  private Notes of(String deployment) {
    return rollouts.computeIfAbsent(deployment, id -> new Notes());
  }
}
