package dev.ingot.benchmarks.holder;

import dev.ingot.benchmarks.load.Lane;
import dev.ingot.benchmarks.load.Tasks;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topic;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A stage that keeps the tasks of some services in hand, for ever: it announces that it has begun,
 * once, and looks again and again. The tasks of others it passes on.
 */
public final class Holding implements Stage<CommitReceived> {
  /** What the names of the services begin with whose tasks stay in hand. */
  public static final String HELD = "held-";

  /** Where it says, once for each task that stays in hand, that it has begun. */
  public static final Topic<CommitReceived> BEGUN = Tasks.topic("begun");

  private final StageSpec<CommitReceived> spec;
  private final Topic<CommitReceived> out;
  private final Duration interval;
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final LongAdder looks = new LongAdder();
  private volatile long lastOfAll;

  Holding(Lane lane, Duration interval) {
    this.out = lane.topics().get(lane.hops());
    this.interval = interval;
    this.spec =
        StageSpec.of("holding", lane.topics().get(0))
            .emits(BEGUN, out)
            .listensTo(BEGUN, CommitReceived::getId, CommitReceived::getId)
            .listensTo(out, CommitReceived::getId, CommitReceived::getId)
            .build();
  }

  /** In, out, and what is held besides. */
  public static Lane lane(String prefix) {
    return new Lane(prefix, List.of(Tasks.topic("in"), BEGUN, Tasks.topic("out")));
  }

  @Override
  public StageSpec<CommitReceived> spec() {
    return spec;
  }

  @Override
  public Outcome look(CommitReceived event, StageContext context) {
    looks.increment();
    if (!event.getService().startsWith(HELD)) {
      return Outcome.done(new Emission<>(out, event));
    }
    if (held.add(event.getId())) {
      lastOfAll = System.currentTimeMillis();
    }
    return context.history(BEGUN).isEmpty()
        ? Outcome.checkAgain(interval, new Emission<>(BEGUN, event))
        : Outcome.checkAgain(interval);
  }

  @Override
  public List<Emission<?>> abandon(CommitReceived event, StageContext context, Abandonment why) {
    throw new IllegalStateException("a look that does nothing has failed: " + why);
  }

  /** How many different tasks that stay in hand it has looked at. */
  int held() {
    return held.size();
  }

  /** When it looked at the last one of them for the first time, in epoch milliseconds. */
  long lastOfAll() {
    return lastOfAll;
  }

  long looks() {
    return looks.sum();
  }
}
