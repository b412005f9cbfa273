package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Workers of one stage on simulated brokers, whatever happens in whatever order: each record is
 * settled once in the committed log, in the order of its key, with each of its steps said once.
 */
class WorkerPropertyTest {
  private static final int SLOTS = 2;
  private static final int ROUNDS = 500;

  enum What {
    TASKS_COME,
    GAP,
    /** A little of everything. */
    WORK,
    POLL,
    TAKE,
    LOOK_ENDS,
    COMMIT,
    ABORT,
    HISTORY,
    HINT,
    TIME,
    TIMER,
    MOVE,
    SILENCE,
    CRASH_OR_START,
    THE_DEAD_ARE_NOTICED
  }

  /** What happens next. {@code which} and {@code how} choose among what there is. */
  record Step(What what, int slot, int which, int how) {
    static Step of(What what, int chance) {
      return new Step(what, chance % SLOTS, chance / SLOTS % 8, chance / SLOTS / 8 % 16);
    }
  }

  @BeforeContainer
  static void quiet() {
    // A line for each partition that comes or goes, a hundred thousand times.
    ((Logger) LoggerFactory.getLogger(Partitions.class)).setLevel(Level.WARN);
  }

  @AfterContainer
  static void loud() {
    ((Logger) LoggerFactory.getLogger(Partitions.class)).setLevel(null);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<What> whats =
        Arbitraries.frequency(
            Tuple.of(8, What.TASKS_COME),
            Tuple.of(1, What.GAP),
            Tuple.of(30, What.WORK),
            Tuple.of(10, What.POLL),
            Tuple.of(30, What.TAKE),
            Tuple.of(24, What.LOOK_ENDS),
            Tuple.of(40, What.COMMIT),
            Tuple.of(2, What.ABORT),
            Tuple.of(10, What.HISTORY),
            Tuple.of(2, What.HINT),
            Tuple.of(8, What.TIME),
            Tuple.of(10, What.TIMER),
            Tuple.of(1, What.MOVE),
            Tuple.of(1, What.SILENCE),
            Tuple.of(1, What.CRASH_OR_START),
            Tuple.of(1, What.THE_DEAD_ARE_NOTICED));
    Arbitrary<Integer> chances =
        Arbitraries.integers().between(0, 255).withDistribution(RandomDistribution.uniform());
    return Combinators.combine(whats, chances)
        .as(Step::of)
        .list()
        .ofMaxSize(600)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
  void everyRecordIsSettledOnceAndInOrder(@ForAll("steps") List<Step> steps) {
    World world = new World();
    for (Step step : steps) {
      world.happens(step);
      world.check();
    }
    world.comesToRest();
  }

  /** The workers, and what may happen to them. */
  private static final class World {
    private static final List<String> KEYS = List.of("a", "b", "aside-c", "aside-d");

    private static final List<SimulatedWorker.End> BUSY =
        List.of(SimulatedWorker.End.DONE, SimulatedWorker.End.AGAIN, SimulatedWorker.End.PROGRESS);

    /** Without a key: it does not decode. */
    private static @Nullable String key(int number) {
      return number != 15 ? KEYS.get(number % KEYS.size()) : null;
    }

    private final SimulatedKafka kafka = new SimulatedKafka();
    private final Map<Integer, SimulatedWorker> workers = new TreeMap<>();

    World() {
      IntStream.range(0, SLOTS).forEach(this::start);
    }

    void happens(Step step) {
      switch (step.what) {
        case TASKS_COME -> {
          for (int i = 0; i <= step.slot; i++) {
            kafka.append(step.which % SimulatedKafka.PARTITIONS, key(step.how + 5 * i));
          }
        }
        case GAP -> kafka.gap(step.which % SimulatedKafka.PARTITIONS, 1 << step.how);
        case HINT -> kafka.hint(step.which % SimulatedKafka.PARTITIONS, step.how);
        case MOVE -> kafka.want(step.which % SimulatedKafka.PARTITIONS, step.slot);
        case CRASH_OR_START -> {
          if (workers.remove(step.slot) == null) {
            start(step.slot);
          }
        }
        case THE_DEAD_ARE_NOTICED -> theDeadAreNoticed();
        default -> {
          SimulatedWorker worker = workers.get(step.slot);
          if (worker != null) {
            happens(worker, step);
          }
        }
      }
    }

    private void happens(SimulatedWorker worker, Step step) {
      switch (step.what) {
        case WORK -> works(worker, step);
        case POLL -> worker.poll(1 + step.which);
        case TAKE -> worker.takeStep(step.which);
        case LOOK_ENDS -> {
          SimulatedWorker.End[] ends = SimulatedWorker.End.values();
          worker.lookEnds(step.which, ends[step.how % ends.length], wait(step.how));
        }
        case COMMIT -> worker.commitStep(1 + step.which);
        case ABORT -> worker.abort();
        case HISTORY -> worker.readHistory(step.which, step.how * 60_000L);
        case TIME -> worker.timers.pass(wait(step.how).toNanos());
        case TIMER -> worker.timer(step.which);
        case SILENCE -> kafka.fence(worker.member());
        default -> throw new IllegalArgumentException(step.toString());
      }
    }

    private static void works(SimulatedWorker worker, Step step) {
      worker.poll(1 + step.which);
      for (int i = 0; i <= step.how; i++) {
        worker.takeStep(step.which);
      }
      worker.readHistory(step.how, step.which * 60_000L);
      worker.timers.advance(wait(step.how).toNanos());
      worker.lookEnds(step.which, BUSY.get(step.how % BUSY.size()), wait(step.how));
      for (int i = 0; i < 1 + step.which; i++) {
        worker.commitStep(1 + step.how);
      }
    }

    private static Duration wait(int how) {
      return Duration.ofMillis(1L << how);
    }

    private void start(int slot) {
      workers.put(slot, new SimulatedWorker(slot, kafka));
    }

    private void theDeadAreNoticed() {
      kafka.fenceAllBut(workers.values().stream().map(SimulatedWorker::member).toList());
      for (int slot = 0; slot < SLOTS; slot++) {
        if (!workers.containsKey(slot)) {
          kafka.abortOpen(slot);
        }
      }
    }

    void check() {
      workers.values().forEach(SimulatedWorker::check);
    }

    /** Nothing happens to the workers any more: what is open must come to its end. */
    void comesToRest() {
      for (int slot = 0; slot < SLOTS; slot++) {
        if (!workers.containsKey(slot)) {
          start(slot);
        }
      }
      theDeadAreNoticed();
      for (int round = 0; round < ROUNDS && !atRest(); round++) {
        workers.values().forEach(World::goesOn);
        check();
      }
      assertThat(kafka.ledger.open()).as("stuck").isEmpty();
      for (TopicPartition place : SimulatedKafka.allTasks()) {
        assertThat(kafka.committed(place))
            .as("of the group in %s", place)
            .isEqualTo(kafka.end(place));
      }
    }

    private boolean atRest() {
      return SimulatedKafka.allTasks().stream().allMatch(p -> kafka.committed(p) == kafka.end(p))
          && workers.values().stream().allMatch(SimulatedWorker::idle);
    }

    private static void goesOn(SimulatedWorker worker) {
      worker.poll(8);
      for (int i = worker.taking(); i > 0; i--) {
        worker.takeStep(0);
        worker.takeStep(0);
      }
      worker.readHistory(1_000, 0);
      worker.timers.advance(Duration.ofHours(1).toNanos());
      for (int i = worker.looking(); i > 0; i--) {
        worker.lookEnds(0, SimulatedWorker.End.DONE, Duration.ZERO);
      }
      for (int i = 0; i < 8; i++) {
        worker.commitStep(100);
      }
    }
  }
}
