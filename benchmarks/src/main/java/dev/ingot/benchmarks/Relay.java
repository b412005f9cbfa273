package dev.ingot.benchmarks;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.util.List;

/** A stage that does nothing: done at the first look, with one event to announce. */
final class Relay implements Stage<CommitReceived> {
  private final StageSpec<CommitReceived> spec;

  /**
   * @param name the stage's name
   * @param history whether it listens to what it announces, as real stages do
   */
  Relay(String name, boolean history) {
    StageSpec.Builder<CommitReceived> building =
        StageSpec.of(name, Topics.COMMITS).emits(Topics.HEADS);
    this.spec =
        history
            ? building.listensTo(Topics.HEADS, CommitReceived::getId, h -> h.getId()).build()
            : building.build();
  }

  @Override
  public StageSpec<CommitReceived> spec() {
    return spec;
  }

  @Override
  public Outcome look(CommitReceived event, StageContext context) {
    return Outcome.done(new Emission<>(Topics.HEADS, Heads.of(event)));
  }

  @Override
  public List<Emission<?>> abandon(CommitReceived event, StageContext context, Abandonment why) {
    throw new IllegalStateException("a look that does nothing has failed: " + why);
  }
}
