package dev.ingot.verifier.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What Prometheus' HTTP API answers to a range query ({@code resultType: matrix}), read strictly
 * and as a stream. Numbers that cannot be believed are passed on as they are; what is no such
 * answer is refused.
 */
final class PrometheusAnswer {
  /** More than any histogram has buckets. */
  static final int MOST_SERIES = 1_000;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{1,400})?([eE][+-]?\\d{1,4})?|Inf)|NaN");

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxStringLength(10_000)
                  .maxNumberLength(50)
                  .maxNameLength(1_000)
                  .build())
          .build();

  private final JsonParser in;

  private PrometheusAnswer(JsonParser in) {
    this.in = in;
  }

  /** One series: its labels, and its values by their time in milliseconds, as they came. */
  record Line(Map<String, String> labels, List<Point> points) {}

  /** One value at the end of a tick. */
  record Point(long millis, double value) {}

  /**
   * The series of an answer.
   *
   * @throws IOException saying for people what is wrong with it
   */
  static List<Line> parse(byte[] body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      PrometheusAnswer answer = new PrometheusAnswer(parser);
      List<Line> lines = answer.read();
      if (parser.nextToken() != null) {
        throw new IOException("something follows the answer");
      }
      return lines;
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException("it is not JSON as Prometheus writes it: " + e.getOriginalMessage(), e);
    }
  }

  /** What went wrong, in Prometheus' own words; empty when it does not say. */
  static String error(byte[] body) {
    try (JsonParser parser = JSON.createParser(body)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME
            && "error".equals(parser.currentName())
            && parser.nextToken() == JsonToken.VALUE_STRING) {
          return parser.getText();
        }
      }
      return "";
    } catch (IOException e) {
      return "";
    }
  }

  private List<Line> read() throws IOException {
    require(in.nextToken(), JsonToken.START_OBJECT, "an object");
    List<Line> lines = List.of();
    boolean success = false;
    boolean data = false;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "status" -> success = text().equals("success");
        case "data" -> {
          lines = data();
          data = true;
        }
        default -> in.skipChildren();
      }
    }
    if (!success || !data) {
      throw new IOException("it says neither success nor what came of the query");
    }
    return lines;
  }

  private List<Line> data() throws IOException {
    require(in.currentToken(), JsonToken.START_OBJECT, "data");
    List<Line> lines = List.of();
    String type = "";
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "resultType" -> type = text();
        case "result" -> lines = result();
        default -> in.skipChildren();
      }
    }
    if (!type.equals("matrix")) {
      throw new IOException("a matrix was asked for, and '%s' came".formatted(type));
    }
    return lines;
  }

  private List<Line> result() throws IOException {
    require(in.currentToken(), JsonToken.START_ARRAY, "a list of series");
    List<Line> lines = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (lines.size() == MOST_SERIES) {
        throw new IOException("more than %d series came".formatted(MOST_SERIES));
      }
      lines.add(line());
    }
    return lines;
  }

  private Line line() throws IOException {
    require(in.currentToken(), JsonToken.START_OBJECT, "a series");
    Map<String, String> labels = Map.of();
    List<Point> points = List.of();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "metric" -> labels = labels();
        case "values" -> points = points();
        case "histograms" ->
            throw new IOException("a native histogram came; ask for its classic buckets, by le");
        default -> in.skipChildren();
      }
    }
    return new Line(labels, points);
  }

  private Map<String, String> labels() throws IOException {
    require(in.currentToken(), JsonToken.START_OBJECT, "labels");
    Map<String, String> labels = new HashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      labels.put(name, text());
    }
    return labels;
  }

  private List<Point> points() throws IOException {
    require(in.currentToken(), JsonToken.START_ARRAY, "a list of values");
    List<Point> points = new ArrayList<>();
    while (in.nextToken() == JsonToken.START_ARRAY) {
      JsonToken time = in.nextToken();
      if (time != JsonToken.VALUE_NUMBER_INT && time != JsonToken.VALUE_NUMBER_FLOAT) {
        throw new IOException("a value has no time");
      }
      long millis = Math.round(in.getDoubleValue() * 1000);
      in.nextToken();
      points.add(new Point(millis, number(text())));
      require(in.nextToken(), JsonToken.END_ARRAY, "a time and a value");
    }
    require(in.currentToken(), JsonToken.END_ARRAY, "a list of values");
    return points;
  }

  /** As PromQL writes numbers. */
  static double number(String text) throws IOException {
    if (!NUMBER.matcher(text).matches()) {
      throw new IOException("'%s' is not a number".formatted(text));
    }
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  private String text() throws IOException {
    require(in.currentToken(), JsonToken.VALUE_STRING, "a text");
    return Objects.requireNonNullElse(in.getText(), "");
  }

  private static void require(JsonToken token, JsonToken expected, String what) throws IOException {
    if (token != expected) {
      throw new IOException("it is not what Prometheus writes: %s was expected".formatted(what));
    }
  }
}
