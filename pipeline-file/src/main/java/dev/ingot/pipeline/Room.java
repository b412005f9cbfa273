package dev.ingot.pipeline;

import dev.ingot.cloud.Usage;
import dev.ingot.pipeline.Policy.Quotas;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What there is room for in an environment, by the quotas of environments.yaml.
 *
 * @param quotas what there is room for
 * @param taken what is taken of it
 * @param routed whether the service has its rule already
 */
public record Room(Quotas quotas, Usage taken, boolean routed) {
  /** Where no quota is known. */
  public static final Room UNBOUNDED = new Room(Quotas.UNKNOWN, new Usage(0, 0, 0, 0), false);

  /**
   * A quota that would be exceeded.
   *
   * @param quota which one, by its key
   * @param limit what it allows
   * @param taken what is taken already
   * @param needed what would come on top
   */
  public record Shortage(String quota, int limit, int taken, int needed) {
    /** For people: which quota, and by how much. */
    @Override
    public String toString() {
      return "quotas.%s allows %d, of which %d %s taken, and %d more %s needed"
          .formatted(
              quota, limit, taken, taken == 1 ? "is" : "are", needed, needed == 1 ? "is" : "are");
    }
  }

  /**
   * What a deployment takes while it lasts: a fleet beside the live one, and the {@linkplain
   * FreshBaseline baseline} that it is compared with.
   *
   * @param size instances of the fleet
   * @param baseline instances of the baseline; 0 without one
   */
  public Usage needed(int size, int baseline) {
    Usage fleet = Usage.ofFleet(size, routed);
    return baseline == 0 ? fleet : fleet.plus(Usage.ofFleet(baseline, true));
  }

  /**
   * The quotas that something more would exceed.
   *
   * @param needed what that takes
   */
  public List<Shortage> shortages(Usage needed) {
    List<Shortage> shortages = new ArrayList<>();
    add(shortages, "instances", quotas.instances(), taken.instances(), needed.instances());
    add(shortages, "groups", quotas.groups(), taken.groups(), needed.groups());
    add(
        shortages,
        "targetGroups",
        quotas.targetGroups(),
        taken.targetGroups(),
        needed.targetGroups());
    add(shortages, "rules", quotas.rules(), taken.rules(), needed.rules());
    return shortages;
  }

  private static void add(
      List<Shortage> shortages, String quota, OptionalInt limit, int taken, int needed) {
    if (limit.isPresent() && taken + needed > limit.getAsInt()) {
      shortages.add(new Shortage(quota, limit.getAsInt(), taken, needed));
    }
  }
}
