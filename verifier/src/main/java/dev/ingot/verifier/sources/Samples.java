package dev.ingot.verifier.sources;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.Histogram;
import dev.ingot.events.Quantile;
import dev.ingot.verifier.judge.Distribution.Buckets;
import dev.ingot.verifier.judge.Sample;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Samples, as the log keeps them. What is judged is read from there, so nothing is lost between.
 */
public final class Samples {
  /** More buckets than any histogram in use has. */
  static final int MOST_BOUNDS = 200;

  private Samples() {}

  /** An arm of which nothing is known. */
  public static ArmCounts unknown() {
    return ArmCounts.newBuilder().setRequests(0).setErrors(0).setKnown(false).build();
  }

  /** An arm of which nothing is known, and why. */
  static ArmCounts unknown(String why) {
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
