package dev.ingot.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param counts of what happened, by its words
 * @param settling from the last record until all had ended
 */
record Report(
    Conditions conditions,
    Findings findings,
    Staleness staleness,
    Map<String, Integer> counts,
    Duration settling) {
  private static final int MOST_TOLD = 20;

  boolean clean() {
    return findings.clean() && staleness.unhealed().isEmpty() && failed() == 0;
  }

  /** Faults that could not be made to happen: then the run has not shown what it should. */
  private int failed() {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().startsWith("failed"))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  int brokerRestarts() {
    return count(Fault.Kind.BROKER_KILL.words) + count(Fault.Kind.BROKER_STOP.words);
  }

  int workerFaults() {
    return Arrays.stream(Fault.Kind.values())
        .filter(kind -> kind.about == Fault.About.WORKERS)
        .mapToInt(kind -> count(kind.words))
        .sum();
  }

  int count(String what) {
    return counts.getOrDefault(what, 0);
  }

  /** The table that people read. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    row(lines, "records fed", findings.inputs());
    row(lines, "final outputs", findings.finals());
    row(lines, "dead letters", findings.deadLetters());
    row(lines, "failed outcomes", findings.outcomes());
    row(lines, "progress events", findings.progress());
    lines.add("");
    Arrays.stream(Fault.Kind.values()).forEach(kind -> row(lines, kind.words, count(kind.words)));
    for (String what : List.of(Workers.FENCED, Workers.ENDED, Workers.NOT_LIVE, Workers.SLOW)) {
      row(lines, "worker " + what, count(what));
    }
    counts.entrySet().stream()
        .filter(count -> count.getKey().startsWith(Workers.BECAUSE))
        .sorted(Map.Entry.comparingByKey())
        .forEach(count -> lines.add("    %,d × %s".formatted(count.getValue(), count.getKey())));
    row(lines, Disturbance.DROPPED, count(Disturbance.DROPPED));
    row(lines, HangingTransactions.ENDED, count(HangingTransactions.ENDED));
    lines.add("");
    row(lines, "lost", findings.lost().size());
    row(lines, "duplicated", findings.duplicated().size());
    row(lines, "out of order", findings.outOfOrder().size());
    row(lines, "stuck", findings.stuck().size());
    row(lines, "unexpected", findings.unexpected().size());
    lines.add("");
    row(lines, "through the chain, p50", findings.percentile(0.50));
    row(lines, "through the chain, p99", findings.percentile(0.99));
    row(lines, "through the chain, longest", findings.percentile(1));
    row(lines, "from the last fault to the last end", settling);
    lines.add("");
    row(lines, "writes to shared things", staleness.writes());
    row(lines, "takeovers of shared things", staleness.takeovers());
    row(lines, "stale writes by zombies", staleness.stale());
    row(lines, "of these, harmful", staleness.harmful());
    row(lines, "longest after the takeover", staleness.longestWindow());
    row(lines, "longest until corrected", staleness.longestHarm());
    row(lines, "not corrected", staleness.unhealed().size());
    lines.add("");
    return String.join(System.lineSeparator(), lines);
  }

  /** What is wrong, and the records that it is about. */
  List<String> complaints() {
    List<String> all = new ArrayList<>();
    complain(all, "lost", findings.lost());
    complain(all, "duplicated", findings.duplicated());
    complain(all, "out of order", findings.outOfOrder());
    complain(all, "stuck", findings.stuck());
    complain(all, "unexpected", findings.unexpected());
    complain(all, "not corrected", staleness.unhealed());
    return all;
  }

  private static void complain(List<String> all, String what, List<String> sentences) {
    sentences.stream().limit(MOST_TOLD).forEach(sentence -> all.add(what + ": " + sentence));
    if (sentences.size() > MOST_TOLD) {
      all.add("%s: and %,d more".formatted(what, sentences.size() - MOST_TOLD));
    }
  }

  private static void row(List<String> lines, String what, long count) {
    lines.add(String.format(Locale.ROOT, "  %-38s %,12d", what, count));
  }

  private static void row(List<String> lines, String what, Duration time) {
    lines.add(String.format(Locale.ROOT, "  %-38s %,9d ms", what, time.toMillis()));
  }

  /** The same for programs, with every complaint. */
  void write(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode all = json.createObjectNode();
    all.put("command", conditions.command()).put("clean", clean());
    ObjectNode records = all.putObject("records");
    records.put("fed", findings.inputs()).put("finals", findings.finals());
    records.put("deadLetters", findings.deadLetters()).put("outcomes", findings.outcomes());
    records.put("progress", findings.progress());
    ObjectNode happened = all.putObject("happened");
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(count -> happened.put(count.getKey(), count.getValue()));
    ObjectNode wrong = all.putObject("wrong");
    list(wrong.putArray("lost"), findings.lost());
    list(wrong.putArray("duplicated"), findings.duplicated());
    list(wrong.putArray("outOfOrder"), findings.outOfOrder());
    list(wrong.putArray("stuck"), findings.stuck());
    list(wrong.putArray("unexpected"), findings.unexpected());
    ObjectNode millis = all.putObject("millis");
    millis.put("p50", findings.percentile(0.50).toMillis());
    millis.put("p99", findings.percentile(0.99).toMillis());
    millis.put("longest", findings.percentile(1).toMillis());
    millis.put("settling", settling.toMillis());
    ObjectNode shared = all.putObject("shared");
    shared.put("writes", staleness.writes()).put("takeovers", staleness.takeovers());
    shared.put("stale", staleness.stale()).put("harmful", staleness.harmful());
    shared.put("longestWindowMillis", staleness.longestWindow().toMillis());
    shared.put("longestHarmMillis", staleness.longestHarm().toMillis());
    list(shared.putArray("unhealed"), staleness.unhealed());
    json.writeValue(file.toFile(), all);
  }

  private static void list(ArrayNode array, List<String> sentences) {
    sentences.forEach(array::add);
  }
}
