package dev.ingot.stage;

import org.apache.avro.specific.SpecificRecord;

/** Runs one stage: reads its topic, calls its looks, and makes every event count once. */
public final class StageWorker<I extends SpecificRecord> implements AutoCloseable {
  private StageWorker() {}

  /** Checks what must hold, joins the group and begins. */
  public static <I extends SpecificRecord> StageWorker<I> start(
      Stage<I> stage, RuntimeConfig config) {
    throw new UnsupportedOperationException("to come");
  }

  /** Ends within 10 s: no new looks, a bounded wait for those that run, commit, release. */
  @Override
  public void close() {}
}
