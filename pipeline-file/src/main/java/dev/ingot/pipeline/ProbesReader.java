package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.matching;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.events.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code verify.probes}: requests of our own, before any user's, and during a step. */
final class ProbesReader {
  private static final int MOST = 20;
  private static final Kind<String> PATH =
      matching("/[!-~&&[^\"'\\\\]]{0,1023}", "a path such as /login?probe=1");
  private static final Kind<Integer> STATUS = whole(100, 599);
  private static final Kind<Integer> FAILURES = whole(1, 20);

  private ProbesReader() {}

  static List<Probe> read(Section verify) {
    List<Section> sections = verify.sections("probes", "{path: /login, status: 200}");
    if (sections.size() > MOST) {
      verify.problem(
          "probes", "%d probes, at most %d are accepted".formatted(sections.size(), MOST));
    }
    List<Probe> probes = new ArrayList<>();
    for (Section section : sections) {
      probes.add(
          Probe.newBuilder()
              .setPath(section.required("path", PATH).orElse("/"))
              .setStatuses(statuses(section))
              .setBody(section.read("body", Expressions.KIND).orElse(null))
              .setWithin(
                  section
                      .read(
                          "within",
                          duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                          Duration.ofSeconds(5))
                      .toMillis())
              .setEvery(
                  section
                      .read(
                          "every",
                          duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                          Duration.ZERO)
                      .toMillis())
              .setFailures(failures(section))
              .build());
      section.refuseOthers();
    }
    return List.copyOf(probes);
  }

  private static int failures(Section section) {
    if (section.says("failures") && !section.says("every")) {
      section.problem(
          "failures",
          "'failures' counts probes that are sent again: add 'every', or remove it (before any"
              + " traffic one failure is enough)");
    }
    return section.read("failures", FAILURES, 3);
  }

  private static List<Integer> statuses(Section section) {
    return section.isList("status")
        ? section.list("status", STATUS).orElse(List.of(200))
        : List.of(section.read("status", STATUS, 200));
  }
}
