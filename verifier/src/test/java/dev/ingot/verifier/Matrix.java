package dev.ingot.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Builds what Prometheus answers to a range query. */
final class Matrix {
  private Matrix() {}

  /** What a query is about, as the tests write queries. */
  static boolean asks(Site.Request request, String word) {
    return request.form().getOrDefault("query", "").contains(word);
  }

  /** A series with the same value at every step that is asked for. */
  static String series(Site.Request request, String labels, String value) {
    return series(labels, points(request, value));
  }

  static String series(String labels, List<String> points) {
    return "{\"metric\":{%s},\"values\":[%s]}".formatted(labels, String.join(",", points));
  }

  static List<String> points(Site.Request request, String value) {
    List<String> points = new ArrayList<>();
    double step = request.number("step");
    for (double at = request.number("start"); at <= request.number("end") + 1e-6; at += step) {
      points.add(point(at, value));
    }
    return points;
  }

  static String point(double at, String value) {
    return String.format(Locale.ROOT, "[%.3f,\"%s\"]", at, value);
  }

  static String answer(String... series) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[%s]}}"
        .formatted(String.join(",", series));
  }

  static Site.Handler json(java.util.function.Function<Site.Request, String> body) {
    return (request, out) -> Site.send(out, 200, "application/json", body.apply(request));
  }

  /** A pair of 100 in all, of which so many are bad; the last word on it is the change's. */
  static Site.Handler pair(String bad, UnaryOperator<String> change) {
    return json(
        request ->
            change.apply(answer(series(request, "", asks(request, "all_total") ? "100" : bad))));
  }

  /** Cumulative buckets of a hundred values. */
  static String histogram(Site.Request request, String... boundsAndCounts) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < boundsAndCounts.length; i += 2) {
      all.add(series(request, "\"le\":\"" + boundsAndCounts[i] + "\"", boundsAndCounts[i + 1]));
    }
    return answer(all.toArray(String[]::new));
  }
}
