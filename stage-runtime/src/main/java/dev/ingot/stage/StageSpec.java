package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a stage consumes, listens to and promises.
 *
 * @param name the stage's name, such as {@code provisioner}; with the topics' prefix in front, also
 *     its consumer group
 * @param input the topic that it consumes
 * @param orderKey records with the same key are worked on one at a time, in order
 * @param startedAt when the deployment of a record began; the history is read from here
 * @param listens the topics of its history
 * @param outputs the topics that it may emit to
 * @param longest the longest time that a record may be in hand once it has begun
 * @param longestWait the longest time that it may wait in hand before that
 */
public record StageSpec<I extends SpecificRecord>(
    String name,
    Topic<I> input,
    Function<I, String> orderKey,
    Function<I, Instant> startedAt,
    List<Listening<I, ?>> listens,
    List<Topic<?>> outputs,
    Duration longest,
    Duration longestWait) {

  public StageSpec {
    listens = List.copyOf(listens);
    outputs = List.copyOf(outputs);
  }

  /** How long topics must keep their events. */
  Duration retention() {
    return longest.multipliedBy(2).plus(longestWait);
  }

  /**
   * A topic of the history, and which of its events belong to a record.
   *
   * @param subjectOfInput what a record in hand is about
   * @param subjectOfEvent what an event of the topic is about; empty string for nothing
   */
  public record Listening<I extends SpecificRecord, E extends SpecificRecord>(
      Topic<E> topic, Function<I, String> subjectOfInput, Function<E, String> subjectOfEvent) {}

  public static <I extends SpecificRecord> Builder<I> of(String name, Topic<I> input) {
    return new Builder<>(name, input);
  }

  /** Builds a spec. */
  public static final class Builder<I extends SpecificRecord> {
    private final String name;
    private final Topic<I> input;
    private final List<Listening<I, ?>> listens = new ArrayList<>();
    private final List<Topic<?>> outputs = new ArrayList<>();
    private @Nullable Function<I, String> orderKey;
    private Function<I, Instant> startedAt;
    private Duration longest = Duration.ofHours(2);
    private Duration longestWait = Duration.ZERO;

    private Builder(String name, Topic<I> input) {
      this.name = name;
      this.input = input;
      this.startedAt = input.time();
    }

    /** Worked on one at a time; the service where not set. */
    public Builder<I> oneAtATimeBy(Function<I, String> key) {
      this.orderKey = key;
      return this;
    }

    public Builder<I> startedAt(Function<I, Instant> when) {
      this.startedAt = when;
      return this;
    }

    /** Listens to the events of the same deployment. */
    public <E extends SpecificRecord> Builder<I> listensTo(Topic<E> topic) {
      return listensTo(
          topic,
          in -> input.deployment().apply(in).orElseThrow(),
          e -> topic.deployment().apply(e).orElse(""));
    }

    /** Listens to the events about the same subject. */
    public <E extends SpecificRecord> Builder<I> listensTo(
        Topic<E> topic, Function<I, String> subjectOfInput, Function<E, String> subjectOfEvent) {
      listens.add(new Listening<>(topic, subjectOfInput, subjectOfEvent));
      return this;
    }

    public Builder<I> emits(Topic<?>... topics) {
      outputs.addAll(List.of(topics));
      return this;
    }

    /** The longest time that a record may be in hand, what it may wait first not counted. */
    public Builder<I> within(Duration time) {
      this.longest = time;
      return this;
    }

    /**
     * The longest time that a record may be in hand before anything is begun; none where not set.
     */
    public Builder<I> waitsFirst(Duration time) {
      this.longestWait = time;
      return this;
    }

    public StageSpec<I> build() {
      return new StageSpec<>(
          name,
          input,
          Objects.requireNonNullElse(orderKey, input.service()),
          startedAt,
          listens,
          outputs,
          longest,
          longestWait);
    }
  }
}
