package dev.ingot.stage;

import dev.ingot.events.PushReported;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A stage that does what a test says; by default one step per task, and it is done. */
final class Script implements Stage<PushReported> {
  /** What a look does. */
  interface Look {
    Outcome at(PushReported task, StageContext context) throws Exception;
  }

  /** What abandoning does. */
  interface Abandon {
    List<Emission<?>> at(PushReported task, StageContext context, Abandonment why) throws Exception;
  }

  private final StageSpec<PushReported> spec;
  private final Look look;
  private final Abandon abandon;

  Script(Look look) {
    this(spec -> spec, look, (task, context, why) -> List.of(emit(task, "abandoned")));
  }

  Script(UnaryOperator<StageSpec.Builder<PushReported>> spec, Look look) {
    this(spec, look, (task, context, why) -> List.of(emit(task, "abandoned")));
  }

  Script(UnaryOperator<StageSpec.Builder<PushReported>> spec, Look look, Abandon abandon) {
    this.spec =
        spec.apply(
                StageSpec.of("script", TaskLog.TASKS)
                    .emits(TaskLog.STEPS)
                    .within(Duration.ofMinutes(5)))
            .build();
    this.look = look;
    this.abandon = abandon;
  }

  static Emission<?> emit(PushReported task, String what) {
    return Emission.of(TaskLog.STEPS, TaskLog.step(task, what));
  }

  static Outcome done(PushReported task) {
    return Outcome.done(emit(task, "done"));
  }

  @Override
  public StageSpec<PushReported> spec() {
    return spec;
  }

  @Override
  public Outcome look(PushReported task, StageContext context) throws Exception {
    return look.at(task, context);
  }

  @Override
  public List<Emission<?>> abandon(PushReported task, StageContext context, Abandonment why)
      throws Exception {
    return abandon.at(task, context, why);
  }
}
