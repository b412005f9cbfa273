package dev.ingot.chaos;

import dev.ingot.events.HeadSeen;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A stage of the chain: does with each record what its fate says. */
final class ChainStage implements Stage<HeadSeen> {
  static final RetryPolicy RETRIES =
      new RetryPolicy(4, Duration.ofMillis(20), Duration.ofMillis(200));

  private final String name;
  private final Fates fates;
  private final Resources resources;

  ChainStage(String name, Fates fates, Resources resources) {
    this.name = name;
    this.fates = fates;
    this.resources = resources;
  }

  @Override
  public StageSpec<HeadSeen> spec() {
    return StageSpec.of(name, Chain.input(name))
        .listensTo(
            Chain.PROGRESS,
            piece -> Chain.subject(piece, name),
            step -> Chain.subject(step, step.getCommitId()))
        .emits(Chain.output(name), Chain.PROGRESS, Chain.OUTCOMES)
        .within(Duration.ofHours(1))
        .build();
  }

  @Override
  public Outcome look(HeadSeen piece, StageContext context)
      throws IOException, InterruptedException {
    Fates.Task task = fates.task(Chain.number(piece), piece.getService(), name);
    int said = context.history(Chain.PROGRESS).size();
    if (said == 0 && context.failedLooks() < task.surprises()) {
      throw new IllegalStateException("a surprise, as planned");
    }
    if (!task.look().isZero()) {
      Thread.sleep(task.look());
    }
    if (task.holds()) {
      resources.hold(piece, said, context);
    }
    if (said < task.steps()) {
      HeadSeen step = Chain.step(piece, name, said + 1);
      return Outcome.checkAgain(task.pause(), Emission.of(Chain.PROGRESS, step));
    }
    if (task.doomed()) {
      throw new IllegalStateException("doomed, as planned");
    }
    return Outcome.done(Emission.of(Chain.output(name), Chain.done(piece, name)));
  }

  @Override
  public List<Emission<?>> abandon(HeadSeen piece, StageContext context, Abandonment why) {
    return List.of(Emission.of(Chain.OUTCOMES, Chain.failed(piece, name)));
  }
}
