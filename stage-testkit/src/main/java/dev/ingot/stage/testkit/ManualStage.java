package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.topics.Topic;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.LeaseLostException;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the runtime, stepped by hand: delivers one event to a stage, calls its looks, and
 * keeps what it announces. What is announced comes back in the history, as does what others {@link
 * #say}. Every emission is held to the stage's spec, its schema and its key. Not thread-safe.
 */
public final class ManualStage<I extends SpecificRecord> {
  private final Supplier<? extends Stage<I>> maker;
  private final SettableClock clock;
  private final InMemoryTopics topics;
  private final List<Emission<?>> announced = new ArrayList<>();

  private Stage<I> stage;
  private @Nullable ManualContext<I> context;
  private boolean newerWaiting;
  private boolean lease = true;
  private boolean done;

  private ManualStage(
      Supplier<? extends Stage<I>> maker, SettableClock clock, InMemoryTopics topics) {
    this.maker = maker;
    this.clock = clock;
    this.topics = topics;
    this.stage = maker.get();
  }

  /**
   * With a log of its own.
   *
   * @param maker makes the stage; called again for every owner that takes over, so that nothing
   *     survives in the stage's fields
   */
  public static <I extends SpecificRecord> ManualStage<I> of(
      Supplier<? extends Stage<I>> maker, SettableClock clock) {
    return new ManualStage<>(maker, clock, new InMemoryTopics());
  }

  /** With a log that other stages share. */
  public static <I extends SpecificRecord> ManualStage<I> of(
      Supplier<? extends Stage<I>> maker, SettableClock clock, InMemoryTopics topics) {
    return new ManualStage<>(maker, clock, topics);
  }

  public SettableClock clock() {
    return clock;
  }

  public InMemoryTopics topics() {
    return topics;
  }

  public StageSpec<I> spec() {
    return stage.spec();
  }

  /** Puts the event in the stage's hand, as a record that this owner has not looked at yet. */
  public ManualStage<I> deliver(I event) {
    I arrived = InMemoryTopics.copy(spec().input(), event);
    context = new ManualContext<>(this, spec(), arrived);
    done = false;
    return this;
  }

  /** Somebody else announces an event. */
  public <E extends SpecificRecord> ManualStage<I> say(Topic<E> topic, E event) {
    topics.append(topic, event);
    return this;
  }

  /** Whether newer records of the order key wait behind the one in hand; at first, none do. */
  public ManualStage<I> newerWaiting(boolean waiting) {
    newerWaiting = waiting;
    return this;
  }

  /** Whether {@code requireLease} goes through; at first, it does. */
  public ManualStage<I> lease(boolean held) {
    lease = held;
    return this;
  }

  /**
   * One look; what comes of it is committed.
   *
   * @throws Exception what the stage threw; it counts as a failed look
   */
  public Outcome look() throws Exception {
    Outcome outcome = lookAndLoseIt();
    commit(outcome);
    return outcome;
  }

  /** One look whose outcome is lost: effects on the world stay, announcements do not. */
  public Outcome lookAndLoseIt() throws Exception {
    assertThat(done).as("the event is done: nobody looks at it again").isFalse();
    ManualContext<I> now = context();
    try {
      Outcome outcome = stage.look(now.event(), now);
      emissions(outcome).forEach(this::check);
      now.looked(true);
      return outcome;
    } catch (LeaseLostException e) {
      throw e;
    } catch (Exception e) {
      now.looked(false);
      throw e;
    }
  }

  /**
   * Looks until the stage is done, moving the clock on by as long as the stage wants to wait.
   *
   * @throws AssertionError when it is not done after so many looks
   */
  public ManualStage<I> lookUntilDone(int most) throws Exception {
    for (int i = 0; i < most; i++) {
      if (look() instanceof Outcome.CheckAgain again) {
        clock.advance(again.after());
      } else {
        return this;
      }
    }
    throw new AssertionError("not done after " + most + " looks; announced: " + announced);
  }

  /** The owner dies; another takes the same record, and knows only what was committed. */
  public ManualStage<I> crashAndRedeliver() {
    I event = context().event();
    stage = maker.get();
    return deliver(event);
  }

  /**
   * What the runtime does after the last try; what comes of it is committed, the record is done.
   */
  public List<Emission<?>> abandon(String reason) throws Exception {
    List<Emission<?>> emissions = abandonAndLoseIt(reason);
    emissions.forEach(this::announce);
    done = true;
    return emissions;
  }

  /** The stage gives up, and the owner dies before anything is committed. */
  public List<Emission<?>> abandonAndLoseIt(String reason) throws Exception {
    ManualContext<I> now = context();
    List<Emission<?>> emissions =
        stage.abandon(
            now.event(), now, new Abandonment(reason, 1, new IllegalStateException(reason)));
    emissions.forEach(this::check);
    return emissions;
  }

  /** Whether the stage has finished with the event in hand. */
  public boolean isDone() {
    return done;
  }

  /** All that was committed, by all owners, in order. */
  public List<Emission<?>> announced() {
    return List.copyOf(announced);
  }

  /** What was committed to one topic, in order. */
  public <E extends SpecificRecord> List<E> announced(Topic<E> topic) {
    return announced.stream()
        .filter(emission -> emission.topic().equals(topic))
        .map(emission -> topic.event().cast(emission.event()))
        .toList();
  }

  /**
   * The one event that was announced to the topic.
   *
   * @throws AssertionError when there is none or more than one
   */
  public <E extends SpecificRecord> E only(Topic<E> topic) {
    List<E> events = announced(topic);
    assertThat(events).as("announced to %s", topic).hasSize(1);
    return events.getFirst();
  }

  boolean newerWaiting() {
    return newerWaiting;
  }

  boolean lease() {
    return lease;
  }

  private ManualContext<I> context() {
    if (context == null) {
      throw new IllegalStateException("deliver an event first");
    }
    return context;
  }

  private void commit(Outcome outcome) {
    emissions(outcome).forEach(this::announce);
    done = outcome instanceof Outcome.Done;
  }

  private static List<Emission<?>> emissions(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done ended -> ended.events();
      case Outcome.CheckAgain again -> again.progress();
    };
  }

  private <E extends SpecificRecord> void announce(Emission<E> emission) {
    topics.append(emission.topic(), emission.event());
    announced.add(emission);
  }

  private <E extends SpecificRecord> void check(Emission<E> emission) {
    assertThat(spec().outputs())
        .as("%s announces to %s: its spec must promise that", spec().name(), emission.topic())
        .contains(emission.topic());
    // History is read from the record's own partition: with another key, an event would be missed.
    assertThat(emission.key())
        .as("the key of %s is the service of the event in hand", emission.event())
        .isEqualTo(spec().input().service().apply(context().event()));
    assertThat(emission.id()).as("the id of %s", emission.event()).isNotBlank();
    InMemoryTopics.copy(emission.topic(), emission.event());
  }
}
