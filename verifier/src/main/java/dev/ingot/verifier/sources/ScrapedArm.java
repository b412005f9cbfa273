package dev.ingot.verifier.sources;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.Reading;
import dev.ingot.verifier.judge.Instances;
import dev.ingot.verifier.judge.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One fleet's instances at one time, beside their counters of the last time: what they counted in
 * between. Pure.
 *
 * <p>An instance that cannot be read makes the tick unknown, and no reading of its fleet moves on:
 * the next tick in which all can be read tells of the whole time. One that was added tells from its
 * second reading on; one that has gone tells nothing any more.
 */
final class ScrapedArm {
  /** What one measurement may hold: 10,000 instances with a pair each. */
  private static final int MOST_VALUES = 20_000;

  private ScrapedArm() {}

  /** What came of one instance. */
  sealed interface Page {
    /** Its counters. */
    record Shown(Sample counters) implements Page {}

    /** It could not be asked, or does not speak of the metric yet. */
    record Silent(String why) implements Page {}

    /** It says what makes no sense. */
    record Odd(String why) implements Page {}
  }

  /**
   * The tick that ends now.
   *
   * @param pages by instance; empty when the fleet has none
   * @param last counters of the last time
   */
  static ArmCounts measure(Map<String, Page> pages, List<Reading> last) {
    Map<String, Page> byInstance = new TreeMap<>(pages);
    Optional<String> silent =
        byInstance.values().stream()
            .filter(Page.Silent.class::isInstance)
            .map(page -> ((Page.Silent) page).why())
            .findFirst();
    if (pages.isEmpty() || silent.isPresent()) {
      return with(Samples.unknown(silent.orElse("there is no instance to ask")), last);
    }
    Optional<String> odd =
        byInstance.entrySet().stream()
            .filter(page -> page.getValue() instanceof Page.Odd)
            .map(page -> page.getKey() + ": " + ((Page.Odd) page.getValue()).why())
            .findFirst();
    if (odd.isPresent()) {
      return with(Samples.encode(Optional.of(new Sample.Broken(odd.get()))), last);
    }
    Map<String, Sample> before = new HashMap<>();
    last.forEach(reading -> before.put(reading.getInstance(), Counted.sample(reading)));
    Map<String, Sample> counted = new LinkedHashMap<>();
    List<Reading> readings = new ArrayList<>();
    byInstance.forEach(
        (instance, page) -> {
          if (page instanceof Page.Shown shown) {
            readings.add(Counted.reading(instance, shown.counters()));
            Sample old = before.get(instance);
            if (old != null) {
              counted.put(instance, Instances.between(old, shown.counters()));
            }
          }
        });
    int values = readings.stream().mapToInt(reading -> reading.getValues().size()).sum();
    if (values > MOST_VALUES) {
      return Samples.encode(
          Optional.of(
              new Sample.Broken(
                  "%d instances show %d numbers, at most %d are taken"
                      .formatted(readings.size(), values, MOST_VALUES))));
    }
    return with(counted.isEmpty() ? Samples.unknown() : together(counted, readings), readings);
  }

  /** The whole fleet, and each instance for itself: those first that have counted most so far. */
  private static ArmCounts together(Map<String, Sample> counted, List<Reading> readings) {
    Map<String, Sample> named = new LinkedHashMap<>();
    readings.stream()
        .sorted(Comparator.comparingDouble(ScrapedArm::total).reversed())
        .map(Reading::getInstance)
        .filter(counted::containsKey)
        .forEach(instance -> named.put(instance, counted.get(instance)));
    return Samples.with(Samples.encode(Optional.of(Instances.together(counted))), named);
  }

  private static double total(Reading reading) {
    return reading.getBounds().isEmpty()
        ? reading.getValues().getFirst()
        : reading.getValues().stream().mapToDouble(value -> value).sum();
  }

  /**
   * What the fleet did since its instances were started, and the counters to go on from.
   *
   * @param told whether it is to be told, or the counters alone
   */
  static ArmCounts begin(Map<String, Page> pages, boolean told) {
    ArmCounts first = measure(pages, List.of());
    if (!told || !first.getTrouble().isEmpty() || first.getReadings().isEmpty()) {
      return first;
    }
    Map<String, Sample> all = new LinkedHashMap<>();
    first.getReadings().forEach(r -> all.put(r.getInstance(), Counted.sample(r)));
    return with(together(all, first.getReadings()), first.getReadings());
  }

  private static ArmCounts with(ArmCounts counts, List<Reading> readings) {
    return ArmCounts.newBuilder(counts).setReadings(readings).build();
  }
}
