package dev.ingot.chaos;

import dev.ingot.chaos.Fates.End;
import dev.ingot.chaos.Fates.Fate;
import dev.ingot.events.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Accounts for every record, by id. Pure: what must be in the log follows from the fates, and what
 * is in it is given.
 */
final class Checker {
  private static final String LETTERS = Topics.DEAD_LETTERS;

  private final Fates fates;
  private final Map<String, Map<Integer, Long>> lowMarks;
  private final Map<String, List<Entry>> byId = new HashMap<>();
  private final List<String> lost = new ArrayList<>();
  private final List<String> duplicated = new ArrayList<>();
  private final List<String> outOfOrder = new ArrayList<>();
  private final List<String> stuck = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private final List<Duration> times = new ArrayList<>();

  private Checker(Fates fates, Map<String, Map<Integer, Long>> lowMarks) {
    this.fates = fates;
    this.lowMarks = lowMarks;
  }

  /**
   * Compares what is in the log with what must be.
   *
   * @param fed every record whose feeding was acknowledged
   * @param log everything committed, each partition in its order
   * @param lowMarks of each stage the offsets, by partition, below which it is through
   */
  static Findings check(
      Fates fates, List<Fate> fed, List<Entry> log, Map<String, Map<Integer, Long>> lowMarks) {
    Checker checker = new Checker(fates, lowMarks);
    log.forEach(
        entry -> checker.byId.computeIfAbsent(entry.id(), id -> new ArrayList<>()).add(entry));
    checker.account(fed);
    checker.compareOrder(log);
    checker.times.sort(Comparator.naturalOrder());
    return new Findings(
        count(log, Chain.INPUTS.suffix()),
        count(log, Chain.FINALS.suffix()),
        count(log, LETTERS),
        count(log, Chain.OUTCOMES.suffix()),
        count(log, Chain.PROGRESS.suffix()),
        checker.lost,
        checker.duplicated,
        checker.outOfOrder,
        checker.stuck,
        checker.unexpected,
        checker.times);
  }

  private static long count(List<Entry> log, String topic) {
    return log.stream().filter(entry -> entry.topic().equals(topic)).count();
  }

  private void account(List<Fate> fed) {
    Set<String> known = new HashSet<>();
    for (Fate fate : fed) {
      Map<String, String> wanted = wanted(fate);
      known.addAll(wanted.keySet());
      if (wanted.keySet().stream().allMatch(byId::containsKey)) {
        time(fate);
      } else {
        missing(fate, wanted);
      }
      wanted.forEach((id, topic) -> compare(fate, id, topic));
    }
    byId.forEach(
        (id, entries) -> {
          if (!known.contains(id)) {
            unexpected.add("%s at %s".formatted(id, entries.getFirst().place()));
          }
        });
  }

  /** The ids that must be there, and the topic of each. */
  private Map<String, String> wanted(Fate fate) {
    int number = fate.number();
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put(Chain.name(number), Chain.INPUTS.suffix());
    if (fate.end() == End.POISON) {
      wanted.put(Chain.letter(number, fate.stage()), LETTERS);
      return wanted;
    }
    for (String stage : Chain.STAGES) {
      for (int step = 1; step <= fates.task(number, fate.key(), stage).steps(); step++) {
        wanted.put(Chain.step(number, stage, step), Chain.PROGRESS.suffix());
      }
      if (fate.end() == End.DOOMED && stage.equals(fate.stage())) {
        wanted.put(Chain.failed(number), Chain.OUTCOMES.suffix());
        wanted.put(Chain.letter(number, stage), LETTERS);
        return wanted;
      }
      wanted.put(Chain.done(number, stage), Chain.output(stage).suffix());
    }
    return wanted;
  }

  private void compare(Fate fate, String id, String topic) {
    List<Entry> found = byId.getOrDefault(id, List.of());
    if (found.size() > 1) {
      duplicated.add("%s: %s".formatted(id, found.stream().map(Entry::place).toList()));
    }
    for (Entry entry : found) {
      if (!entry.topic().equals(topic) || !entry.key().equals(fate.key())) {
        unexpected.add("%s with key %s at %s".formatted(id, entry.key(), entry.place()));
      }
    }
  }

  /** Where a stage has not yet passed what it is to work on, the record is stuck; else lost. */
  private void missing(Fate fate, Map<String, String> wanted) {
    List<String> ids = wanted.keySet().stream().filter(id -> !byId.containsKey(id)).toList();
    for (String stage : Chain.STAGES) {
      String input =
          stage.equals(Chain.STAGES.getFirst()) ? Chain.name(fate.number()) : before(fate, stage);
      for (Entry entry : byId.getOrDefault(input, List.of())) {
        long through = lowMarks.getOrDefault(stage, Map.of()).getOrDefault(entry.partition(), 0L);
        if (entry.offset() >= through && !ended(fate, stage)) {
          stuck.add(
              "%s in stage %s, from %s".formatted(Chain.name(fate.number()), stage, entry.place()));
          return;
        }
      }
    }
    ids.forEach(lost::add);
  }

  private static String before(Fate fate, String stage) {
    return Chain.done(fate.number(), Chain.STAGES.get(Chain.STAGES.indexOf(stage) - 1));
  }

  private boolean ended(Fate fate, String stage) {
    return byId.containsKey(Chain.done(fate.number(), stage))
        || byId.containsKey(Chain.letter(fate.number(), stage));
  }

  private void time(Fate fate) {
    Instant fed = byId.getOrDefault(Chain.name(fate.number()), List.of()).getFirst().at();
    if (fate.end() == End.THROUGH && !Fates.isResource(fate.key())) {
      List<Entry> last = byId.getOrDefault(Chain.done(fate.number(), fate.stage()), List.of());
      times.add(Duration.between(fed, last.getFirst().at()));
    }
  }

  /** A key, as one stage writes of it to one topic. */
  private record Line(String topic, String stage, String key) {}

  private void compareOrder(List<Entry> log) {
    Map<Line, Entry> latest = new HashMap<>();
    for (Entry entry : log) {
      if (isPoison(entry)) {
        // Without an event it has no order key.
        continue;
      }
      Entry before = latest.put(new Line(entry.topic(), entry.stage(), entry.key()), entry);
      if (before == null) {
        continue;
      }
      if (before.partition() != entry.partition()) {
        unexpected.add(
            "%s of one key at %s and %s".formatted(entry.key(), before.place(), entry.place()));
      }
      boolean later =
          entry.number() > before.number()
              || (entry.number() == before.number() && entry.step() >= before.step());
      if (!later) {
        outOfOrder.add("%s at %s after %s".formatted(entry.id(), entry.place(), before.id()));
      }
    }
  }

  private static boolean isPoison(Entry entry) {
    return entry.topic().equals(LETTERS) && entry.step() < 0;
  }
}
