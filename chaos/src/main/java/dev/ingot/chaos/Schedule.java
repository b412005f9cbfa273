package dev.ingot.chaos;

import dev.ingot.chaos.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What goes wrong, when, and with whom: follows from the conditions alone. Rounds of one fault of
 * each kind on workers, in any order, so that no kind falls behind; brokers and registry beside it.
 */
final class Schedule {
  private static final List<Kind> OF_WORKERS =
      List.of(Kind.KILL, Kind.STOP, Kind.FREEZE, Kind.REPLACE, Kind.ADD, Kind.REMOVE);

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final long GAP_MILLIS = 4_400;

  /** Until a worker that was started is likely to work. */
  private static final Duration START = Duration.ofSeconds(5);

  /** Times that a broker goes away, whatever the length; the registry as often. */
  private static final int BROKER_FAULTS = 8;

  private static final Duration BETWEEN_BROKER_FAULTS = Duration.ofSeconds(25);

  private final Conditions conditions;
  private final Random random;
  private final List<Fault> faults = new ArrayList<>();

  /** Slots that have a worker, and until when it is not to be disturbed. */
  private final Map<Integer, Duration> slots = new TreeMap<>();

  private Schedule(Conditions conditions) {
    this.conditions = conditions;
    this.random = new Random(conditions.seed());
    for (int slot = 0; slot < conditions.workers(); slot++) {
      slots.put(slot, Duration.ZERO);
    }
  }

  /** All faults, in the order of time; each is over before the last record is fed. */
  static List<Fault> of(Conditions conditions) {
    Schedule schedule = new Schedule(conditions);
    schedule.disturbWorkers();
    schedule.disturbOthers();
    schedule.faults.sort(Comparator.comparing(Fault::at));
    return List.copyOf(schedule.faults);
  }

  private void disturbWorkers() {
    List<Kind> round = new ArrayList<>();
    Duration at = FIRST;
    while (true) {
      if (round.isEmpty()) {
        round.addAll(OF_WORKERS);
        Collections.shuffle(round, random);
      }
      Kind kind = round.removeLast();
      Duration lasting = lasting(kind);
      if (at.plus(lasting).compareTo(conditions.time()) >= 0) {
        return;
      }
      faults.add(new Fault(at, kind, slot(kind, at, lasting), lasting));
      at = at.plusMillis(GAP_MILLIS / 2 + random.nextLong(GAP_MILLIS));
    }
  }

  private Duration lasting(Kind kind) {
    return switch (kind) {
      // Beyond the session: by the time that it wakes up, others own its partitions.
      case FREEZE, REPLACE -> Conditions.SESSION.plusMillis(1_500 + random.nextInt(4_000));
      default -> Duration.ofMillis(random.nextInt(1_000));
    };
  }

  private int slot(Kind kind, Duration at, Duration lasting) {
    if (kind == Kind.ADD) {
      int free = 0;
      while (slots.containsKey(free)) {
        free++;
      }
      slots.put(free, at.plus(START));
      return free;
    }
    List<Integer> calm =
        slots.keySet().stream()
            .filter(s -> !slots.getOrDefault(s, at).minus(at).isPositive())
            .toList();
    int victim =
        calm.isEmpty()
            ? Collections.min(slots.entrySet(), Map.Entry.comparingByValue()).getKey()
            : calm.get(random.nextInt(calm.size()));
    if (kind == Kind.REMOVE) {
      slots.remove(victim);
    } else {
      slots.put(victim, at.plus(lasting).plus(START));
    }
    return victim;
  }

  private void disturbOthers() {
    int times =
        (int)
            Math.min(
                BROKER_FAULTS, Math.max(1, conditions.time().dividedBy(BETWEEN_BROKER_FAULTS)));
    Duration part = conditions.time().dividedBy(times + 1);
    for (int i = 1; i <= times; i++) {
      int third = (int) part.toMillis() / 3;
      Duration at = part.multipliedBy(i).minusMillis(random.nextInt(third));
      Kind kind = random.nextInt(3) == 0 ? Kind.BROKER_STOP : Kind.BROKER_KILL;
      int broker = 1 + random.nextInt(conditions.brokers());
      faults.add(new Fault(at, kind, broker, Duration.ofMillis(500 + random.nextInt(4_000))));
      Duration registry = at.minusMillis(third + random.nextInt(third));
      faults.add(
          new Fault(registry, Kind.REGISTRY, 0, Duration.ofMillis(1_000 + random.nextInt(5_000))));
    }
  }
}
