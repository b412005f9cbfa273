package dev.ingot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.chaos.Fates.End;
import dev.ingot.chaos.Fates.Fate;
import dev.ingot.events.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That it finds nothing in a good log, and each thing that can be wrong in a bad one. */
class CheckerTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Conditions CONDITIONS = new Conditions(Duration.ofSeconds(100), 5, 1, 4, 20);
  private static final Map<String, Map<Integer, Long>> ALL_THROUGH =
      Map.of(
          "first", Map.of(0, 1_000_000L),
          "second", Map.of(0, 1_000_000L),
          "third", Map.of(0, 1_000_000L));

  private final Fates fates = new Fates(5);
  private final List<Fate> fed =
      IntStream.range(0, CONDITIONS.records() + Fates.RESOURCES)
          .mapToObj(number -> fates.of(number, CONDITIONS))
          .toList();

  /** A log as it must be, all in one partition. */
  private List<Entry> good() {
    List<Entry> log = new ArrayList<>();
    Map<String, Long> offsets = new HashMap<>();
    for (Fate fate : fed) {
      int number = fate.number();
      add(log, offsets, fate, "inputs", Chain.name(number), "", 0);
      if (fate.end() == End.POISON) {
        add(log, offsets, fate, Topics.DEAD_LETTERS, Chain.letter(number, "first"), "first", -1);
        continue;
      }
      for (String stage : Chain.STAGES) {
        for (int step = 1; step <= fates.task(number, fate.key(), stage).steps(); step++) {
          add(log, offsets, fate, "progress", Chain.step(number, stage, step), stage, step);
        }
        if (fate.end() == End.DOOMED && fate.stage().equals(stage)) {
          add(log, offsets, fate, "outcomes", Chain.failed(number), stage, 0);
          add(log, offsets, fate, Topics.DEAD_LETTERS, Chain.letter(number, stage), stage, 0);
          break;
        }
        add(log, offsets, fate, Chain.output(stage).suffix(), Chain.done(number, stage), stage, 0);
      }
    }
    return log;
  }

  private static void add(
      List<Entry> log,
      Map<String, Long> offsets,
      Fate fate,
      String topic,
      String id,
      String stage,
      int step) {
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    Instant at = BEGIN.plusMillis(log.size());
    log.add(new Entry(topic, 0, offset, fate.key(), id, fate.number(), stage, step, at));
  }

  private Findings check(List<Entry> log) {
    return Checker.check(fates, fed, log, ALL_THROUGH);
  }

  private Fate some(Predicate<Fate> wanted) {
    return fed.stream().skip(100).filter(wanted).findFirst().orElseThrow();
  }

  private Fate through() {
    return some(fate -> fate.end() == End.THROUGH && !Fates.isResource(fate.key()));
  }

  private List<Entry> without(String id) {
    return good().stream().filter(entry -> !entry.id().equals(id)).toList();
  }

  private List<Entry> changing(String id, UnaryOperator<Entry> change) {
    return good().stream().map(e -> e.id().equals(id) ? change.apply(e) : e).toList();
  }

  @Test
  void findsNothingWrongWithALogAsItMustBe() {
    Findings findings = check(good());

    assertThat(findings.clean()).as("%s", findings).isTrue();
    assertThat(findings.inputs()).isEqualTo(fed.size());
    assertThat(findings.finals() + findings.deadLetters()).isEqualTo(fed.size());
    assertThat(findings.outcomes()).isPositive().isLessThan(findings.deadLetters());
    assertThat(findings.percentile(0.5)).isPositive();
  }

  @Test
  void findsALostOutput() {
    String id = Chain.done(through().number(), "third");

    assertThat(check(without(id)).lost()).containsExactly(id);
  }

  @Test
  void findsALostRecord() {
    int number = through().number();
    List<Entry> log = good().stream().filter(entry -> entry.number() != number).toList();

    assertThat(check(log).lost()).contains(Chain.name(number), Chain.done(number, "third"));
  }

  @Test
  void findsALostStepOfARecordThatGotThrough() {
    String id =
        Chain.step(
            some(f -> fates.task(f.number(), f.key(), "second").holds()).number(), "second", 7);

    assertThat(check(without(id)).lost()).containsExactly(id);
  }

  @Test
  void findsALostDeadLetterAndALostOutcome() {
    Fate doomed = some(fate -> fate.end() == End.DOOMED);
    Fate poison = some(fate -> fate.end() == End.POISON);

    String letter = Chain.letter(doomed.number(), doomed.stage());
    assertThat(check(without(letter)).lost()).containsExactly(letter);
    String outcome = Chain.failed(doomed.number());
    assertThat(check(without(outcome)).lost()).containsExactly(outcome);
    String poisoned = Chain.letter(poison.number(), "first");
    assertThat(check(without(poisoned)).lost()).containsExactly(poisoned);
  }

  @Test
  void findsAStuckRecordWhereAStageHasNotPassedIt() {
    Fate fate = through();
    String id = Chain.done(fate.number(), "third");
    long offset =
        good().stream()
            .filter(entry -> entry.id().equals(Chain.done(fate.number(), "second")))
            .findFirst()
            .orElseThrow()
            .offset();
    Map<String, Map<Integer, Long>> marks = new HashMap<>(ALL_THROUGH);
    marks.put("third", Map.of(0, offset));

    Findings findings = Checker.check(fates, fed, without(id), marks);

    assertThat(findings.lost()).isEmpty();
    assertThat(findings.stuck())
        .singleElement()
        .asString()
        .contains(Chain.name(fate.number()), "third");
  }

  @Test
  void findsWhatIsThereTwiceProgressIncluded() {
    String done = Chain.done(through().number(), "second");
    String step =
        Chain.step(
            some(f -> fates.task(f.number(), f.key(), "second").holds()).number(), "second", 3);
    for (String id : List.of(done, step)) {
      List<Entry> log = new ArrayList<>();
      for (Entry entry : good()) {
        log.add(entry);
        if (entry.id().equals(id)) {
          log.add(entry);
        }
      }

      assertThat(check(log).duplicated()).singleElement().asString().contains(id);
    }
  }

  @Test
  void findsRecordsOfAKeyInTheWrongOrder() {
    List<Entry> log = good();
    Entry first = log.stream().filter(e -> e.topic().equals("finals")).findFirst().orElseThrow();
    // It had a successor of the same key, which now comes before it.
    log.remove(first);
    log.add(first);

    assertThat(check(log).outOfOrder()).singleElement().asString().contains(first.id());
  }

  @Test
  void findsStepsInTheWrongOrder() {
    int number = some(f -> fates.task(f.number(), f.key(), "second").holds()).number();
    List<Entry> log = good();
    int index =
        IntStream.range(0, log.size())
            .filter(i -> log.get(i).id().equals(Chain.step(number, "second", 3)))
            .findFirst()
            .orElseThrow();
    log.add(index + 1, log.remove(index));

    assertThat(check(log).outOfOrder()).hasSize(1);
  }

  @Test
  void findsAnOutcomeOfARecordThatGotThrough() {
    int number = through().number();
    List<Entry> log = good();
    log.add(
        new Entry("outcomes", 0, 9_999, "key", Chain.failed(number), number, "first", 0, BEGIN));

    assertThat(check(log).unexpected()).singleElement().asString().contains(Chain.failed(number));
  }

  @Test
  void findsAnEventInTheWrongTopicOrWithTheWrongKey() {
    String id = Chain.done(through().number(), "first");

    assertThat(check(changing(id, e -> entry(e, "finals", e.key()))).unexpected()).hasSize(1);
    assertThat(check(changing(id, e -> entry(e, e.topic(), "another"))).unexpected()).hasSize(1);
  }

  private static Entry entry(Entry of, String topic, String key) {
    return new Entry(
        topic,
        of.partition(),
        of.offset(),
        key,
        of.id(),
        of.number(),
        "elsewhere",
        of.step(),
        of.at());
  }
}
