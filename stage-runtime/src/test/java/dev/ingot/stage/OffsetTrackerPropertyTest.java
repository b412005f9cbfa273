package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;

/** Any log, any order of completion, and a next owner at any moment. */
class OffsetTrackerPropertyTest {
  private static final int SPAN = DoneBitmap.MOST_BITS;

  enum What {
    TAKE,
    FINISH,
    NEXT_OWNER
  }

  /** {@code many} records are taken, or the {@code many}th open one is finished. */
  record Step(What what, int many) {}

  /**
   * Distances between records: markers leave gaps of one, aborted transactions and compaction any.
   */
  @Provide
  Arbitrary<List<Integer>> logs() {
    return Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.just(1)),
            Tuple.of(6, Arbitraries.integers().between(2, 9)),
            Tuple.of(1, Arbitraries.of(SPAN - 1, SPAN, SPAN + 1)),
            Tuple.of(1, Arbitraries.integers().between(10, 2 * SPAN)))
        .list()
        .ofMaxSize(300)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<What> whats =
        Arbitraries.frequency(
            Tuple.of(3, What.TAKE), Tuple.of(12, What.FINISH), Tuple.of(1, What.NEXT_OWNER));
    return Combinators.combine(whats, Arbitraries.integers().between(1, 40))
        .as(Step::new)
        .list()
        .ofMaxSize(200)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 500)
  void everyRecordIsFinishedOnceWhoeverOwnsThePartition(
      @ForAll("logs") List<Integer> distances,
      @ForAll @LongRange(max = 1L << 50) long beginning,
      @ForAll("steps") List<Step> steps) {
    World world = new World(beginning, distances);
    for (Step step : steps) {
      switch (step.what) {
        case TAKE -> world.take(step.many);
        case FINISH -> world.finish(step.many);
        case NEXT_OWNER -> world.nextOwner();
      }
      world.check();
    }
    world.finishAll();
  }

  /** The log, what is truly finished, and an owner. */
  private static final class World {
    private final TreeSet<Long> log = new TreeSet<>();
    private final TreeMap<Long, Boolean> finished = new TreeMap<>();
    private final List<Long> open = new ArrayList<>();
    private final long end;
    private OffsetTracker tracker;
    private long position;

    World(long beginning, List<Integer> distances) {
      long offset = beginning;
      for (int distance : distances) {
        offset += distance;
        log.add(offset);
        finished.put(offset, false);
      }
      end = offset + 3;
      tracker = new OffsetTracker(beginning, new BitSet());
      position = beginning;
    }

    /** As the desk does it: asks before it takes, and passes what was finished before. */
    void take(int most) {
      for (int i = 0; i < most; i++) {
        Long next = log.ceiling(position);
        if (next == null) {
          tracker.passed(end);
          position = end;
          return;
        }
        boolean near = open.stream().allMatch(low -> next - low < SPAN);
        assertThat(tracker.fits(next)).as("%d fits", next).isEqualTo(near);
        if (!near) {
          return;
        }
        assertThat(tracker.isDone(next))
            .as("%d is done", next)
            .isEqualTo(finished.getOrDefault(next, false));
        if (tracker.isDone(next)) {
          tracker.passed(next + 1);
        } else {
          tracker.take(next);
          open.add(next);
        }
        position = next + 1;
      }
    }

    void finish(int which) {
      if (!open.isEmpty()) {
        long offset = open.remove(which % open.size());
        finished.put(offset, true);
        tracker.done(offset);
      }
    }

    void nextOwner() {
      tracker = committedAndRead();
      position = tracker.low();
      open.clear();
    }

    private OffsetTracker committedAndRead() {
      OffsetTracker.Committable committed = tracker.committable();
      assertThat(committed.metadata().length()).isLessThanOrEqualTo(DoneBitmap.MOST_CHARACTERS);
      return new OffsetTracker(
          committed.offset(), DoneBitmap.decode(committed.metadata()).orElseThrow());
    }

    /** What would be committed now says of every record whether it is finished. */
    void check() {
      assertThat(tracker.open()).isEqualTo(open.size());
      OffsetTracker heir = committedAndRead();
      finished.forEach(
          (offset, done) ->
              assertThat(heir.isDone(offset)).as("%d is done", offset).isEqualTo(done));
      open.stream().min(Long::compare).ifPresent(low -> assertThat(heir.low()).isEqualTo(low));
    }

    void finishAll() {
      while (finished.containsValue(false) || position < end) {
        take(1_000);
        finish(7);
      }
      check();
      assertThat(tracker.committable()).isEqualTo(new OffsetTracker.Committable(end, ""));
    }
  }
}
