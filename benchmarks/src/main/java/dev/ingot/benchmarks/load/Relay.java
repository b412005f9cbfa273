package dev.ingot.benchmarks.load;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topic;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.util.List;

/** A stage that passes a task on: done at the first look, with one event to announce. */
final class Relay implements Stage<CommitReceived> {
  private final StageSpec<CommitReceived> spec;
  private final Topic<CommitReceived> to;
  private final Work work;

  /**
   * @param history whether it listens to what it announces, as real stages do
   */
  Relay(
      String name,
      Topic<CommitReceived> from,
      Topic<CommitReceived> to,
      Work work,
      boolean history) {
    this.to = to;
    this.work = work;
    StageSpec.Builder<CommitReceived> building = StageSpec.of(name, from).emits(to);
    if (history) {
      building.listensTo(to, CommitReceived::getId, CommitReceived::getId);
    }
    this.spec = building.build();
  }

  @Override
  public StageSpec<CommitReceived> spec() {
    return spec;
  }

  @Override
  public Outcome look(CommitReceived event, StageContext context) {
    work.on(event);
    return Outcome.done(new Emission<>(to, event));
  }

  @Override
  public List<Emission<?>> abandon(CommitReceived event, StageContext context, Abandonment why) {
    throw new IllegalStateException("a look that does nothing has failed: " + why);
  }
}
