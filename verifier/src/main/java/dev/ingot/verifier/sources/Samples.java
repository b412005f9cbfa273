package dev.ingot.verifier.sources;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.Histogram;
import dev.ingot.events.InstanceCounts;
import dev.ingot.events.Quantile;
import dev.ingot.events.Reading;
import dev.ingot.verifier.judge.Distribution.Buckets;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Tick.Arm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Samples, as the log keeps them. What is judged is read from there, so nothing is lost between.
 */
public final class Samples {
  /** More buckets than any histogram in use has. */
  static final int MOST_BOUNDS = 200;

  /** Instances that a measurement names; what the others did is in the fleet's counts alone. */
  static final int MOST_INSTANCES = 16;

  private static final int LONGEST_NAME = 128;

  private Samples() {}

  /** An arm of which nothing is known. */
  public static ArmCounts unknown() {
    return ArmCounts.newBuilder().setRequests(0).setErrors(0).setKnown(false).build();
  }

  /** An arm of which nothing is known, and why. */
  public static ArmCounts unknown(String why) {
    return ArmCounts.newBuilder(unknown()).setMissing(SourceException.printable(why)).build();
  }

  /** The sample as the log keeps it; what is wrong with it in its place. */
  public static ArmCounts encode(Optional<? extends Sample> sample) {
    if (sample.isEmpty()) {
      return unknown();
    }
    Optional<String> trouble = sample.get().trouble();
    if (trouble.isPresent()) {
      return broken(trouble.get());
    }
    return switch (sample.get()) {
      case Sample.Counted pair ->
          ArmCounts.newBuilder()
              .setRequests(whole(pair.total()))
              .setErrors(whole(pair.count()))
              .build();
      case Sample.Spread(Buckets buckets) when buckets.bounds().size() <= MOST_BOUNDS ->
          ArmCounts.newBuilder()
              .setRequests(buckets.total())
              .setErrors(0)
              .setHistogram(
                  Histogram.newBuilder()
                      .setBounds(buckets.bounds())
                      .setCounts(buckets.counts().stream().map(Samples::whole).toList())
                      .build())
              .build();
      case Sample.Spread(Buckets buckets) ->
          broken(
              "the histogram has %d buckets, at most %d are taken"
                  .formatted(buckets.bounds().size(), MOST_BOUNDS));
      case Sample.Spread spread -> broken("the histogram has no fixed buckets");
      case Sample.Quantiles quantiles ->
          ArmCounts.newBuilder()
              .setRequests(0)
              .setErrors(0)
              .setQuantiles(
                  new TreeMap<>(quantiles.values())
                      .entrySet().stream()
                          .map(
                              e ->
                                  Quantile.newBuilder()
                                      .setQuantile(e.getKey())
                                      .setValue(e.getValue())
                                      .build())
                          .toList())
              .build();
      case Sample.Answer answer ->
          ArmCounts.newBuilder()
              .setRequests(1)
              .setErrors(answer.good() ? 0 : 1)
              .setAnswer(SourceException.printable(answer.words()))
              .build();
      case Sample.Broken broken -> broken(broken.why());
    };
  }

  /** What the log keeps, as the judge takes it; what the source did not know stays unknown. */
  public static Optional<Sample> decode(ArmCounts arm) {
    if (!arm.getTrouble().isEmpty()) {
      return Optional.of(new Sample.Broken(arm.getTrouble()));
    }
    if (!arm.getKnown()) {
      return Optional.empty();
    }
    if (!arm.getAnswer().isEmpty()) {
      return Optional.of(new Sample.Answer(arm.getErrors() == 0, arm.getAnswer()));
    }
    Histogram histogram = arm.getHistogram();
    if (histogram != null) {
      return Optional.of(
          new Sample.Spread(
              new Buckets(
                  histogram.getBounds(),
                  histogram.getCounts().stream().map(Long::doubleValue).toList())));
    }
    if (!arm.getQuantiles().isEmpty()) {
      Map<Double, Double> values = new TreeMap<>();
      arm.getQuantiles().forEach(q -> values.put(q.getQuantile(), q.getValue()));
      return Optional.of(new Sample.Quantiles(values));
    }
    return Optional.of(new Sample.Counted(arm.getRequests(), arm.getErrors()));
  }

  /** The same as an arm, with what single instances did; empty when nothing is known of it. */
  public static Optional<Arm> arm(ArmCounts counts, Instant start) {
    return decode(counts)
        .map(sample -> new Arm(sample, start, instances(counts), counts.getReadings().size()));
  }

  /** What came of the arm, without the counters that the next tick was told from. */
  public static ArmCounts told(ArmCounts arm) {
    return ArmCounts.newBuilder(arm)
        .setReadings(
            arm.getReadings().stream()
                .map(
                    reading ->
                        Reading.newBuilder(reading)
                            .setBounds(List.of())
                            .setValues(List.of())
                            .build())
                .toList())
        .build();
  }

  /**
   * The same with what single instances did.
   *
   * @param instances those that have done most first; what is not of the fleet's kind is left out
   */
  static ArmCounts with(ArmCounts arm, Map<String, Sample> instances) {
    Histogram histogram = arm.getHistogram();
    List<Double> bounds = histogram == null ? List.of() : histogram.getBounds();
    List<InstanceCounts> counts = new ArrayList<>();
    if (arm.getKnown()) {
      instances.forEach(
          (name, sample) -> {
            if (counts.size() < MOST_INSTANCES && name.length() <= LONGEST_NAME) {
              instance(name, sample, bounds).ifPresent(counts::add);
            }
          });
    }
    return ArmCounts.newBuilder(arm).setInstances(counts).build();
  }

  private static Optional<InstanceCounts> instance(
      String name, Sample sample, List<Double> bounds) {
    InstanceCounts.Builder counts = InstanceCounts.newBuilder().setInstance(name).setErrors(0);
    return switch (sample) {
      case Sample.Counted pair when bounds.isEmpty() ->
          Optional.of(
              counts.setRequests(whole(pair.total())).setErrors(whole(pair.count())).build());
      case Sample.Spread(Buckets buckets) when buckets.bounds().equals(bounds) ->
          Optional.of(
              counts
                  .setRequests(buckets.total())
                  .setCounts(buckets.counts().stream().map(Samples::whole).toList())
                  .build());
      default -> Optional.empty();
    };
  }

  /**
   * What single instances did, as the judge takes it; empty where the source does not tell, or the
   * same instance is named twice.
   */
  public static Map<String, Sample> instances(ArmCounts arm) {
    Histogram histogram = arm.getHistogram();
    Map<String, Sample> all = new TreeMap<>();
    for (InstanceCounts one : arm.getInstances()) {
      Sample sample =
          histogram == null
              ? new Sample.Counted(one.getRequests(), one.getErrors())
              : new Sample.Spread(
                  new Buckets(
                      histogram.getBounds(),
                      one.getCounts().stream().map(Long::doubleValue).toList()));
      if (all.put(one.getInstance(), sample) != null) {
        return Map.of();
      }
    }
    return all;
  }

  private static ArmCounts broken(String why) {
    return ArmCounts.newBuilder()
        .setRequests(0)
        .setErrors(0)
        .setKnown(false)
        .setTrouble(SourceException.printable(why))
        .build();
  }

  private static long whole(double count) {
    return (long) Math.rint(count);
  }
}
