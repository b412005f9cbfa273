package dev.ingot.verifier.sources;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.MetricQueries;
import dev.ingot.pipeline.Policy.Prometheus;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.sources.PrometheusAnswer.Line;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Metrics that a Prometheus has, by range queries whose steps are the ticks. */
final class PrometheusSource implements MeasurementSource {
  static final String NAME = "prometheus";

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
  private static final Duration MOST_SKEW = Duration.ofSeconds(10);
  private static final int MOST_TICKS = 100;
  private static final int LONGEST_TOKEN = 16_384;

  /** What a fleet is called: put into a query, it can only be a part of a label's value. */
  private static final Pattern FLEET = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9-]{0,31}");

  private final Prometheus endpoint;
  private final Duration tick;
  private final Fleets fleets;
  private final Web web;
  private final Deadline deadline;
  private final Instant now;

  /**
   * @param now our own time, which Prometheus' must not be far from
   */
  PrometheusSource(
      Prometheus endpoint, Duration tick, Fleets fleets, Web web, Deadline deadline, Instant now) {
    this.endpoint = endpoint;
    this.tick = tick;
    this.fleets = fleets;
    this.web = web;
    this.deadline = deadline;
    this.now = now;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration tick() {
    return tick;
  }

  /** What it scrapes late is in by then. */
  @Override
  public Duration delay() {
    return tick.compareTo(LONGEST_DELAY) < 0 ? tick : LONGEST_DELAY;
  }

  @Override
  public boolean looksBack() {
    return true;
  }

  @Override
  public int mostTicks() {
    return MOST_TICKS;
  }

  @Override
  public SortedMap<Instant, Both> measure(
      Asked asked, Instant from, Instant to, Optional<Both> last) {
    CustomMetric metric = asked.metric().orElseThrow();
    return fleets.both(fleet -> samples(metric, fleet, new PrometheusTicks(from, to, tick)));
  }

  @Override
  public SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks) {
    return asked.pinned() ? live(asked, end.minus(tick.multipliedBy(ticks)), end) : new TreeMap<>();
  }

  @Override
  public SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to) {
    PrometheusTicks time = new PrometheusTicks(from, to, tick);
    return fleets.liveAlone(fleet -> samples(asked.metric().orElseThrow(), fleet, time));
  }

  private Map<Instant, Sample> samples(CustomMetric metric, String fleet, PrometheusTicks time) {
    MetricQueries own = metric.getQueries();
    MetricQueries forLive = metric.getLive();
    boolean ofLive = !fleets.candidate().equals(fleet) && forLive != null;
    MetricQueries queries = ofLive && forLive != null ? forLive : own;
    String histogram = queries.getHistogram();
    String total = queries.getTotal();
    String count = queries.getCount();
    try {
      if (histogram != null) {
        return time.histogram(ask(histogram, fleet, time));
      }
      if (total == null || count == null) {
        throw new SourceException("the metric names neither a pair nor a histogram");
      }
      return time.pair(ask(total, fleet, time), ask(count, fleet, time));
    } catch (SkewException e) {
      return time.everywhere(String.valueOf(e.getMessage()));
    }
  }

  private List<Line> ask(String template, String fleet, PrometheusTicks time) throws SkewException {
    HttpResponse<byte[]> answer =
        web.send(NAME, request(query(template, fleet), time), deadline.left());
    int status = answer.statusCode();
    if (status != 200) {
      String words = PrometheusAnswer.error(answer.body());
      throw new SourceException(
          "%s answers %d%s".formatted(NAME, status, words.isEmpty() ? "" : ": " + words));
    }
    checkClock(answer);
    try {
      return PrometheusAnswer.parse(answer.body());
    } catch (IOException e) {
      throw new SourceException(
          "the answer of %s was not understood: %s".formatted(NAME, e.getMessage()), e);
    }
  }

  /** The template with what it names put in. */
  String query(String template, String fleet) {
    if (!FLEET.matcher(fleet).matches()) {
      throw new SourceException(
          "the fleet's name '%s' cannot be put into a query".formatted(fleet));
    }
    long millis = tick.toMillis();
    String length = millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    return template.replace("$candidate", fleet).replace("$live", fleet).replace("$tick", length);
  }

  private HttpRequest request(String query, PrometheusTicks time) {
    String form =
        "query=%s&start=%s&end=%s&step=%s&timeout=%s"
            .formatted(
                URLEncoder.encode(query, StandardCharsets.UTF_8),
                seconds(time.from().plus(tick)),
                seconds(time.to()),
                seconds(Instant.EPOCH.plus(tick)),
                "5s");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base() + "/api/v1/query_range"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    endpoint
        .tokenFile()
        .ifPresent(file -> request.header("Authorization", "Bearer " + token(file)));
    return request.build();
  }

  private String base() {
    return endpoint.url().toString().replaceFirst("/+$", "");
  }

  private static String seconds(Instant time) {
    return "%d.%03d".formatted(time.getEpochSecond(), time.getNano() / 1_000_000);
  }

  /** Read at every query: whoever changes it need restart nothing. */
  private static String token(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String token = new String(in.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8).strip();
      if (!token.matches("[!-~]+")) {
        throw new SourceException("the token file %s holds no token".formatted(file));
      }
      return token;
    } catch (IOException e) {
      throw new SourceException("the token file %s cannot be read".formatted(file), e);
    }
  }

  private void checkClock(HttpResponse<?> answer) throws SkewException {
    Optional<Instant> its = answer.headers().firstValue("Date").flatMap(PrometheusSource::date);
    if (its.isPresent()) {
      Duration skew = Duration.between(now, its.get()).abs();
      if (skew.compareTo(MOST_SKEW) > 0) {
        throw new SkewException(
            "the clock of %s differs from ours by %d s".formatted(NAME, skew.toSeconds()));
      }
    }
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static final class SkewException extends Exception {
    private static final long serialVersionUID = 1L;

    SkewException(String message) {
      super(message);
    }
  }
}
