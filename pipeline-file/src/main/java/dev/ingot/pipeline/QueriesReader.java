package dev.ingot.pipeline;

import dev.ingot.events.MetricQueries;
import dev.ingot.events.SourceKind;
import java.util.Optional;

/** Reads what a metric asks for: {@code bad} or {@code good} and {@code total}, or a histogram. */
final class QueriesReader {
  private final SourceKind source;
  private final Variables variables;

  QueriesReader(SourceKind source, Variables variables) {
    this.source = source;
    this.variables = variables;
  }

  Optional<MetricQueries> read(Section section) {
    boolean bad = section.has("bad");
    boolean good = section.has("good");
    boolean total = section.has("total");
    boolean histogram = section.has("histogram");
    if (histogram ? bad || good || total : bad == good || !total) {
      section.problem(
          "histogram", "expected one of three: bad and total, good and total, or histogram");
      return Optional.empty();
    }
    if (histogram) {
      return query(section, "histogram")
          .map(query -> MetricQueries.newBuilder().setHistogram(query).build());
    }
    Optional<String> count = query(section, bad ? "bad" : "good");
    Optional<String> all = query(section, "total");
    return count.flatMap(
        c -> all.map(a -> MetricQueries.newBuilder().setCount(c).setTotal(a).build()));
  }

  private Optional<String> query(Section section, String key) {
    Optional<String> query = section.read(key, PromQl.QUERY);
    Optional<String> wrong =
        query.flatMap(
            q ->
                source == SourceKind.PROMETHEUS
                    ? PromQl.problem(q, variables)
                    : Selector.problem(q));
    wrong.ifPresent(what -> section.problem(key, "'%s' %s".formatted(section.name(key), what)));
    return wrong.isPresent() ? Optional.empty() : query;
  }
}
