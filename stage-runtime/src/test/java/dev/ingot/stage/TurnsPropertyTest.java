package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** When a record is looked at: any outcomes, any news, and call backs that come late. */
class TurnsPropertyTest {
  private static final RetryPolicy RETRIES =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(30));
  private static final Duration PACING = Duration.ofMillis(10);

  enum What {
    TIME_PASSES,
    /** And nobody calls back yet. */
    TIME_ALONE,
    LATE_CALL_BACK,
    NEWS,
    REST,
    FAILED,
    NOT_NOW
  }

  record Step(What what, Duration time) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<What> whats =
        Arbitraries.frequency(
            Tuple.of(4, What.TIME_PASSES),
            Tuple.of(2, What.TIME_ALONE),
            Tuple.of(2, What.LATE_CALL_BACK),
            Tuple.of(3, What.NEWS),
            Tuple.of(2, What.REST),
            Tuple.of(2, What.FAILED),
            Tuple.of(1, What.NOT_NOW));
    Arbitrary<Duration> times =
        Arbitraries.of(1, 5, 10, 100, 250, 600, 5_000, 60_000).map(Duration::ofMillis);
    return Combinators.combine(whats, times)
        .as(Step::new)
        .list()
        .ofMaxSize(60)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 1_000)
  void looksComeWhenTheyAreDue(@ForAll("steps") List<Step> steps) {
    World world = new World();
    for (Step step : steps) {
      world.happens(step);
      world.check();
    }
    world.abandonsInTheEnd();
  }

  /** One record, and what is known of when it may and must be looked at. */
  private static final class World implements Hands<String>, History<String> {
    private final ManualTimers timers = new ManualTimers(Long.MAX_VALUE - 5_000_000_000L);
    private final Desk<String> desk =
        new Desk<>(Limits.DEFAULT, RETRIES, PACING, timers, this, this);
    private final InHand<String> record;
    private boolean looking;
    private boolean looked;
    private long lastLook;

    /** Not before this, unless there is news. */
    private long planned;

    /** News since the last look began. */
    private boolean news;

    @SuppressWarnings("removal") // there is no other way to make the metadata
    World() {
      TopicPartition partition = new TopicPartition("tasks", 0);
      Assignment<String> assignment =
          new Assignment<>(partition, new OffsetTracker(0, new BitSet()));
      ConsumerRecord<byte[], byte[]> raw =
          new ConsumerRecord<>("tasks", 0, 0, new byte[0], new byte[0]);
      record = new InHand<>(assignment, raw, "event", "key", Instant.EPOCH);
      planned = timers.now();
      desk.assigned(assignment);
      desk.polled(new ConsumerGroupMetadata("group"));
      desk.read(partition, List.of(raw), 1);
    }

    void happens(Step step) {
      switch (step.what) {
        case TIME_PASSES -> timers.advance(step.time.toNanos());
        case TIME_ALONE -> timers.pass(step.time.toNanos());
        case LATE_CALL_BACK -> {
          if (timers.due() > 0) {
            timers.run(0);
          }
        }
        case NEWS -> news();
        case REST -> ends(new LookResult.Rest(step.time, List.of()), step.time);
        case NOT_NOW -> ends(new LookResult.NotNow(step.time, "no lease"), step.time);
        case FAILED -> failed();
      }
    }

    private void news() {
      boolean atOnce =
          !looking && record.failedLooks == 0 && timers.now() - lastLook >= PACING.toNanos();
      news = true;
      desk.wake(Set.of(record));
      if (atOnce) {
        assertThat(looking).as("news is looked at at once").isTrue();
      }
    }

    private void ends(LookResult result, Duration wait) {
      if (looking) {
        looking = false;
        planned = timers.now() + wait.toNanos();
        desk.looked(record, result);
      }
    }

    private void failed() {
      if (!looking) {
        return;
      }
      looking = false;
      int before = record.failedLooks + record.failedAbandons;
      planned = timers.now();
      long began = timers.now();
      boolean early = record.hurried && record.plannedAt - began > 0;
      desk.looked(record, new LookResult.Failed(new IllegalStateException("no")));
      int after = record.failedLooks + record.failedAbandons;
      assertThat(after - before).as("tries used up").isEqualTo(early ? 0 : 1);
      assertThat(record.failedLooks).isLessThanOrEqualTo(RETRIES.tries());
      if (!looking && !news) {
        planned = record.timerAt;
        Duration wait = Duration.ofNanos(record.timerAt - began);
        int row = record.abandonment == null ? record.failedLooks : record.failedAbandons;
        if (row == 0 && !early) {
          assertThat(wait).as("until it is abandoned").isLessThanOrEqualTo(PACING);
        } else if (!early) {
          assertThat(wait).isBetween(least(row), most(row));
        }
      }
    }

    private static Duration least(int failures) {
      return shorter(doubled(failures), RETRIES.longest()).dividedBy(2).minusMillis(1);
    }

    private static Duration most(int failures) {
      return shorter(doubled(failures).multipliedBy(3).dividedBy(2), RETRIES.longest());
    }

    private static Duration doubled(int failures) {
      return RETRIES.first().multipliedBy(1L << Math.min(20, failures - 1));
    }

    private static Duration shorter(Duration one, Duration other) {
      return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public Thread look(InHand<String> one) {
      assertThat(looking).as("two looks at once").isFalse();
      if (looked) {
        assertThat(timers.now() - lastLook).isGreaterThanOrEqualTo(PACING.toNanos());
      }
      if (!news) {
        assertThat(timers.now() - planned).as("nanoseconds after the time").isNotNegative();
      }
      looking = true;
      looked = true;
      news = false;
      lastLook = timers.now();
      return Thread.ofVirtual().unstarted(() -> {});
    }

    void check() {
      assertThat(timers.waiting() - timers.due()).as("timers").isLessThanOrEqualTo(1);
      if (!looking) {
        assertThat(record.waits()).as("a look will come").isTrue();
      }
    }

    /** Time passes in which only surprises come: after the tries, it is abandoned. */
    void abandonsInTheEnd() {
      for (int i = 0; i < 2 * RETRIES.tries(); i++) {
        timers.advance(Duration.ofHours(2).toNanos());
        assertThat(looking).isTrue();
        failed();
      }
      assertThat(record.abandonment).isNotNull();
    }

    @Override
    public void commit(Settlement<String> settlement) {
      throw new IllegalStateException("nothing is announced here");
    }

    @Override
    public void take(Assignment<String> assignment) {
      desk.nextToTake(assignment);
      desk.take(List.of(record));
      desk.nextToTake(assignment);
    }

    @Override
    public void need(InHand<String> one) {}

    @Override
    public boolean complete(InHand<String> one) {
      return true;
    }

    @Override
    public void forget(InHand<String> one) {}
  }
}
