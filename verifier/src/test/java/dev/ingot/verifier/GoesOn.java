package dev.ingot.verifier;

import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.util.List;

/** A judge of steps that end with their verdict, as if the next one had come with it. */
record GoesOn(JudgeStep judge) implements Stage<TrafficShifted> {
  @Override
  public StageSpec<TrafficShifted> spec() {
    return judge.spec();
  }

  @Override
  public Outcome look(TrafficShifted shift, StageContext context) {
    if (context.history(Topics.VERDICTS).stream().anyMatch(v -> v.getStep() == shift.getStep())) {
      return Outcome.done();
    }
    Outcome outcome = judge.look(shift, context);
    return outcome instanceof Outcome.CheckAgain again
            && again.progress().stream().anyMatch(one -> one.topic().equals(Topics.VERDICTS))
        ? new Outcome.Done(again.progress())
        : outcome;
  }

  @Override
  public List<Emission<?>> abandon(TrafficShifted shift, StageContext context, Abandonment why) {
    return judge.abandon(shift, context, why);
  }
}
