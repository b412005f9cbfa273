package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Something that stages need is away: what begins, what goes on, and what it costs. */
class OutageTest {
  private static final TopicPartition PARTITION = new TopicPartition("tasks", 0);
  private static final Duration LONGEST = Duration.ofHours(1);
  private final RuntimeException away = new IllegalStateException("EC2 is away");
  private final LookResult.Away backOff = new LookResult.Away(away, Duration.ZERO);

  private final ManualTimers timers = new ManualTimers(0);
  private final List<InHand<String>> looks = new ArrayList<>();
  private final List<Settlement<String>> commits = new ArrayList<>();
  private final Set<String> spokenOf = new HashSet<>();
  private final Door door = new Door();
  private final Gatekeeper<String> gatekeeper =
      new Gatekeeper<>("script", door, new Heard(), timers);
  private final Desk<String> desk =
      new Desk<>(
          Limits.DEFAULT,
          new Patience(
              new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(4)),
              LONGEST,
              Duration.ZERO),
          gatekeeper,
          timers,
          new Heard(),
          new Recorder());
  private final Assignment<String> assignment =
      new Assignment<>(PARTITION, new OffsetTracker(0, new BitSet()));
  private long offset;

  private static final class Door implements Gate<String> {
    private Optional<Closed> closed = Optional.empty();

    @Override
    public Optional<Closed> closed(String event) {
      return closed;
    }

    @Override
    public List<String> reasons() {
      return closed.stream().map(Closed::reason).toList();
    }
  }

  private final class Heard implements History<String> {
    @Override
    public void need(InHand<String> record) {}

    @Override
    public boolean complete(InHand<String> record) {
      return true;
    }

    @Override
    public boolean silent(InHand<String> record) {
      return !spokenOf.contains(record.decoded());
    }

    @Override
    public void forget(InHand<String> record) {}
  }

  private final class Recorder implements Hands<String> {
    @Override
    public Thread look(InHand<String> record) {
      looks.add(record);
      return Thread.ofVirtual().unstarted(() -> {});
    }

    @Override
    public void commit(Settlement<String> settlement) {
      commits.add(settlement);
    }

    @Override
    public void take(Assignment<String> from) {}
  }

  @BeforeEach
  @SuppressWarnings("removal") // there is no other way to make one
  void begin() {
    desk.assigned(assignment);
    desk.polled(new ConsumerGroupMetadata("group"));
  }

  private InHand<String> take(String event) {
    InHand<String> record =
        new InHand<>(
            assignment,
            new ConsumerRecord<>("tasks", 0, offset++, new byte[0], new byte[0]),
            event,
            event,
            Instant.EPOCH);
    desk.take(List.of(record));
    return record;
  }

  private void pass(Duration time) {
    timers.advance(time.toNanos());
  }

  private void close(Duration again) {
    door.closed = Optional.of(new Gate.Closed("EC2 is away", again));
  }

  private List<String> looked() {
    return looks.stream().map(InHand::decoded).toList();
  }

  @Test
  void whatPassesByItselfUsesUpNoTry() {
    InHand<String> record = take("a");
    for (int i = 0; i < 100; i++) {
      desk.looked(record, backOff);
      pass(Duration.ofSeconds(5));
    }

    assertThat(looks).hasSize(101);
    assertThat(record.abandonment).isNull();
  }

  @Test
  void realFailuresCountAlsoInBetween() {
    InHand<String> record = take("a");
    for (int i = 0; i < 3; i++) {
      desk.looked(record, backOff);
      pass(Duration.ofSeconds(5));
      desk.looked(record, new LookResult.Failed(away));
      pass(Duration.ofSeconds(5));
    }

    assertThat(record.abandonment).isNotNull();
  }

  @Test
  void nobodyWaitsForLongerThanTheStageAllows() {
    InHand<String> record = take("a");
    for (Duration waited = Duration.ZERO;
        waited.compareTo(LONGEST) <= 0;
        waited = waited.plusMinutes(10)) {
      assertThat(record.abandonment).isNull();
      desk.looked(record, backOff);
      pass(Duration.ofMinutes(10));
    }
    desk.looked(record, backOff);

    assertThat(record.abandonment)
        .extracting(Abandonment::reason)
        .asString()
        .contains("EC2 is away");
  }

  @Test
  void aLookThatSucceedsStartsTheWaitAnew() {
    InHand<String> record = take("a");
    desk.looked(record, backOff);
    pass(LONGEST);
    desk.looked(record, new LookResult.Rest(Duration.ofSeconds(1), List.of()));
    pass(Duration.ofSeconds(2));
    desk.looked(record, backOff);

    assertThat(record.abandonment).isNull();
  }

  @Test
  void looksAgainWhenItIsSaidToBeOfUse() {
    InHand<String> record = take("a");
    desk.looked(record, new LookResult.Away(away, Duration.ofSeconds(10)));

    pass(Duration.ofMillis(9_900));
    assertThat(looks).hasSize(1);
    pass(Duration.ofMillis(5_200));
    assertThat(looks).hasSize(2);
  }

  @Test
  void beginsNothingNewWhileTheGateIsClosed() {
    close(Duration.ofSeconds(10));
    take("a");
    take("b");
    pass(Duration.ofMinutes(1));

    assertThat(looks).isEmpty();
    assertThat(desk.view(0).held()).isEqualTo(2);
  }

  @Test
  void beginsByItselfWhenTheGateOpens() {
    close(Duration.ofSeconds(10));
    take("a");
    take("b");
    pass(Duration.ofSeconds(5));
    door.closed = Optional.empty();
    pass(Duration.ofSeconds(7));

    assertThat(looked()).containsExactlyInAnyOrder("a", "b");
    assertThat(desk.view(0).held()).isZero();
  }

  @Test
  void whatHasBegunGoesOn() {
    InHand<String> record = take("a");
    close(Duration.ofHours(1));
    desk.looked(record, new LookResult.Rest(Duration.ofSeconds(1), List.of()));
    pass(Duration.ofSeconds(2));

    assertThat(looks).hasSize(2);
  }

  @Test
  void whatAnEarlierOwnerHasBegunGoesOn() {
    close(Duration.ofHours(1));
    spokenOf.add("a");
    take("a");

    assertThat(looks).hasSize(1);
  }

  @Test
  void newsAboutARecordLetsItThroughAtOnce() {
    close(Duration.ofHours(1));
    InHand<String> record = take("a");
    spokenOf.add("a");
    desk.wake(List.of(record));

    assertThat(looks).hasSize(1);
  }

  @Test
  void whenItMayBeOverOneAtATimeTries() {
    close(Duration.ZERO);
    for (int i = 0; i < 50; i++) {
      take("record-" + i);
    }

    assertThat(looks).hasSize(1);
    pass(Duration.ofSeconds(10));
    assertThat(looks).hasSizeBetween(2, 11);
    door.closed = Optional.empty();
    pass(Gatekeeper.ASK_AGAIN.multipliedBy(2));
    assertThat(looks).hasSize(50);
  }

  @Test
  void recordsThatGoToAnotherWorkerAreNotHeld() {
    close(Duration.ofSeconds(10));
    take("a");
    desk.drop(List.of(PARTITION));

    assertThat(desk.view(0).held()).isZero();
  }
}
