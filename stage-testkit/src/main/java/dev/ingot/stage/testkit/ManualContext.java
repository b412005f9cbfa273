package dev.ingot.stage.testkit;

import dev.ingot.events.topics.Topic;
import dev.ingot.stage.LeaseLostException;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** What one owner of one record knows. */
final class ManualContext<I extends SpecificRecord> implements StageContext {
  private final ManualStage<I> hand;
  private final StageSpec<I> spec;
  private final I event;
  private final boolean begunBefore;
  private boolean looked;
  private int failedLooks;

  ManualContext(ManualStage<I> hand, StageSpec<I> spec, I event) {
    this.hand = hand;
    this.spec = spec;
    this.event = event;
    this.begunBefore = spec.outputs().stream().anyMatch(this::showsAnAnnouncement);
  }

  I event() {
    return event;
  }

  void looked(boolean well) {
    looked = true;
    failedLooks = well ? 0 : failedLooks + 1;
  }

  @Override
  public Instant now() {
    return hand.clock().instant();
  }

  @Override
  public <E extends SpecificRecord> List<E> history(Topic<E> topic) {
    return spec.listens().stream()
        .filter(listening -> listening.topic().equals(topic))
        .findFirst()
        .map(listening -> subject(listening, topic))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The spec of " + spec.name() + " does not listen to " + topic));
  }

  private <E extends SpecificRecord> List<E> subject(
      StageSpec.Listening<I, ?> listening, Topic<E> topic) {
    String subject = listening.subjectOfInput().apply(event);
    Set<String> seen = new HashSet<>();
    return hand.topics().all(topic).stream()
        .filter(candidate -> !subject.isEmpty() && subject.equals(subjectOf(listening, candidate)))
        .filter(candidate -> seen.add(topic.id().apply(candidate)))
        .toList();
  }

  private static <E extends SpecificRecord> String subjectOf(
      StageSpec.Listening<?, E> listening, SpecificRecord event) {
    Function<E, String> subject = listening.subjectOfEvent();
    return subject.apply(listening.topic().event().cast(event));
  }

  @Override
  public boolean newerWaiting() {
    return hand.newerWaiting();
  }

  @Override
  public boolean begun() {
    return looked || begunBefore;
  }

  @Override
  public int failedLooks() {
    return failedLooks;
  }

  @Override
  public void requireLease() {
    if (!hand.lease()) {
      throw new LeaseLostException("the last poll is too long ago");
    }
  }

  private <E extends SpecificRecord> boolean showsAnAnnouncement(Topic<E> output) {
    Set<String> own = new HashSet<>();
    hand.announced(output).forEach(announced -> own.add(output.id().apply(announced)));
    return spec.listens().stream().anyMatch(listening -> listening.topic().equals(output))
        && history(output).stream().anyMatch(seen -> own.contains(output.id().apply(seen)));
  }
}
