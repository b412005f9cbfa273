package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is taken in hand together, and what is not yet. */
class SupplyTest {
  private final Supply<String> supply =
      new Supply<>(new Limits(100, 10_000, 1_000, 100_000), new Idle());
  private Assignment<String> assignment = new Assignment<>(partition(), from(0));

  /** Nobody takes by itself: the test does. */
  private static final class Idle implements Hands<String> {
    @Override
    public Thread look(InHand<String> record) {
      throw new IllegalStateException("nothing is looked at here");
    }

    @Override
    public void commit(Settlement<String> settlement) {
      throw new IllegalStateException("nothing is settled here");
    }

    @Override
    public void take(Assignment<String> assignment) {}
  }

  private static TopicPartition partition() {
    return new TopicPartition("tasks", 0);
  }

  private static OffsetTracker from(long offset, int... done) {
    BitSet bits = new BitSet();
    for (int one : done) {
      bits.set(one);
    }
    return new OffsetTracker(offset, bits);
  }

  private void read(long... offsets) {
    List<ConsumerRecord<byte[], byte[]>> records =
        LongStream.of(offsets)
            .mapToObj(o -> new ConsumerRecord<>("tasks", 0, o, new byte[0], new byte[1]))
            .toList();
    supply.read(assignment, records, offsets[offsets.length - 1] + 1);
  }

  /** Offsets of what is to be decoded next, which then is on the desk. */
  private List<Long> taken() {
    List<ConsumerRecord<byte[], byte[]>> next = supply.nextToTake(assignment);
    next.forEach(raw -> assertThat(supply.begin(inHand(raw))).isTrue());
    return next.stream().map(ConsumerRecord::offset).toList();
  }

  private InHand<String> inHand(ConsumerRecord<byte[], byte[]> raw) {
    return new InHand<>(assignment, raw, "event", "key", Instant.EPOCH);
  }

  @Test
  void givesSomeAtATimeInTheLogsOrder() {
    read(LongStream.range(0, Supply.MOST_AT_ONCE + 10).toArray());

    assertThat(taken()).hasSize(Supply.MOST_AT_ONCE).isSorted().startsWith(0L);
    assertThat(taken()).hasSize(10).isSorted();
    assertThat(taken()).isEmpty();
    assertThat(assignment.taking).isFalse();
  }

  @Test
  void passesWhatAnEarlierOwnerFinishedWithoutLosingWhatCameBeforeIt() {
    assignment = new Assignment<>(partition(), from(0, 1, 3));
    read(0, 1, 2, 3);

    assertThat(taken()).containsExactly(0L);
    assertThat(taken()).containsExactly(2L);
    assertThat(taken()).isEmpty();

    assignment.offsets.done(0);
    assignment.offsets.done(2);
    assertThat(assignment.offsets.low()).isEqualTo(4);
  }

  @Test
  void theSpanBeginsWithTheFirstThatIsTakenTogether() {
    read(0, 1, DoneBitmap.MOST_BITS);
    assertThat(taken()).containsExactly(0L, 1L);
    assertThat(taken()).isEmpty();

    assignment.offsets.done(0);

    assertThat(taken()).containsExactly((long) DoneBitmap.MOST_BITS);
  }

  @Test
  void takesNoMoreThanThereIsRoomFor() {
    read(LongStream.range(0, 120).toArray());
    for (int i = 0; i < 2; i++) {
      assertThat(taken()).hasSize(Supply.MOST_AT_ONCE);
    }

    assertThat(supply.nextToTake(assignment)).isEmpty();
    assertThat(supply.records()).isEqualTo(100);
  }

  @Test
  void whatIsBeingDecodedWhenThePartitionGoesTakesUpNoRoom() {
    read(0, 1);
    List<ConsumerRecord<byte[], byte[]>> decoding = supply.nextToTake(assignment);
    assertThat(decoding).hasSize(2);
    assertThat(assignment.expected).isEqualTo(2);

    assignment.phase = Assignment.Phase.GONE;
    supply.drop(assignment);

    decoding.forEach(raw -> assertThat(supply.begin(inHand(raw))).isFalse());
    assertThat(assignment.expected).isZero();
    assertThat(assignment.expectedBytes).isZero();
    assertThat(supply.records()).isZero();
  }
}
