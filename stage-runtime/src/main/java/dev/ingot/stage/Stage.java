package dev.ingot.stage;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * One step of the pipeline: looks at the world and says what came of it. Called again until it is
 * done.
 *
 * <p>A look never waits: it observes, decides, acts, and returns. It is idempotent and may be
 * called after any crash, also one between two of its own effects.
 */
public interface Stage<I extends SpecificRecord> {
  /** What the stage consumes, listens to and promises; the same at every call. */
  StageSpec<I> spec();

  /**
   * One look at the event in hand.
   *
   * @throws Exception a surprise: the runtime tries again with backoff, and abandons the event past
   *     the last try
   */
  Outcome look(I event, StageContext context) throws Exception;

  /**
   * Leaves the world safe after the last try and ends the deployment.
   *
   * @return what to announce beside the dead letter; for a stage that holds a deployment, its one
   *     DeploymentFinished
   * @throws Exception the world is not safe yet: the runtime calls again with backoff, without end
   */
  List<Emission<?>> abandon(I event, StageContext context, Abandonment why) throws Exception;
}
