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
   * The quotas that one more fleet would exceed: it stands beside the live one, so that for a while
   * a service takes twice what it takes otherwise.
   *
   * @param size instances of the fleet
   */
  public List<Shortage> shortages(int size) {
    return shortages(size, new Usage(0, 0, 0, 0));
  }

  /**
   * The same, when other fleets are to come first that are counted with it.
   *
   * @param first what those take; it counts as needed
   */
  public List<Shortage> shortages(int size, Usage first) {
    Usage needed = Usage.ofFleet(size, routed).plus(first);
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
