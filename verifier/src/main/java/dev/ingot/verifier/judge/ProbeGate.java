package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Optional;

/** Holds a candidate to its answers to requests of our own. */
final class ProbeGate implements Gate {
  private final Rule.InARow rule;
  private final Watched watched;
  private int answers;
  private int failures;
  private int inARow;
  private int mostInARow;
  private String words = "";

  ProbeGate(Rule.InARow rule, Watched watched) {
    this.rule = rule;
    this.watched = watched;
  }

  @Override
  public void add(long start, Arm candidate, Optional<Arm> live) {
    if (!(candidate.sample() instanceof Sample.Answer answer) || hasFired()) {
      return;
    }
    answers++;
    failures += answer.good() ? 0 : 1;
    inARow = answer.good() ? 0 : inARow + 1;
    mostInARow = Math.max(mostInARow, inARow);
    words = answer.words();
  }

  @Override
  public Optional<Finding> finding() {
    if (answers == 0) {
      return Optional.empty();
    }
    String sentence =
        inARow > 0
            ? "%s: %d failures in a row, the last: %s (%d roll back)"
                .formatted(rule.metric(), inARow, words, rule.failures())
            : "%s: %d of %d answered as they must be"
                .formatted(rule.metric(), answers - failures, answers);
    return Optional.of(
        new Finding(
            rule.metric(),
            "probe",
            sentence,
            new Counts(answers, failures),
            Counts.NONE,
            answers,
            Gate.time(watched, answers),
            Double.NaN,
            Double.NaN,
            mostInARow,
            rule.failures(),
            0,
            0,
            0,
            false));
  }

  @Override
  public boolean hasFired() {
    return inARow >= rule.failures();
  }

  @Override
  public boolean isProven() {
    return answers > 0 && inARow == 0;
  }

  @Override
  public Optional<String> trouble() {
    if (isProven()) {
      return Optional.empty();
    }
    return Optional.of(
        rule.metric()
            + ": "
            + (answers == 0 ? "none was answered" : "the last was not answered well: " + words));
  }
}
