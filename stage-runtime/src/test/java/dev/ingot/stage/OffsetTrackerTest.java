package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
  private static OffsetTracker from(long offset) {
    return new OffsetTracker(offset, new BitSet());
  }

  /** As the next owner would make it of what was committed. */
  private static OffsetTracker restored(OffsetTracker.Committable committed) {
    return new OffsetTracker(
        committed.offset(), DoneBitmap.decode(committed.metadata()).orElseThrow());
  }

  @Test
  void commitsTheLowestThatIsNotDone() {
    OffsetTracker tracker = from(10);
    tracker.take(10);
    tracker.take(11);
    tracker.take(12);

    tracker.done(11);

    assertThat(tracker.committable().offset()).isEqualTo(10);
    OffsetTracker heir = restored(tracker.committable());
    assertThat(heir.isDone(10)).isFalse();
    assertThat(heir.isDone(11)).isTrue();
    assertThat(heir.isDone(12)).isFalse();
  }

  @Test
  void jumpsOverWhatIsDoneWhenTheLowestIs() {
    OffsetTracker tracker = from(0);
    tracker.take(0);
    tracker.take(1);
    tracker.take(2);
    tracker.done(1);

    tracker.done(0);

    assertThat(tracker.committable()).isEqualTo(new OffsetTracker.Committable(2, ""));
  }

  @Test
  void passesGapsThatTransactionMarkersLeave() {
    OffsetTracker tracker = from(0);
    tracker.take(0);
    tracker.take(5);
    tracker.done(0);
    assertThat(tracker.committable().offset()).isEqualTo(5);

    tracker.done(5);
    tracker.passed(7);

    assertThat(tracker.committable().offset()).isEqualTo(7);
  }

  @Test
  void keepsWhatAnEarlierOwnerFinishedUntilTheLowMarkPassesIt() {
    BitSet done = new BitSet();
    done.set(2);
    OffsetTracker tracker = new OffsetTracker(100, done);
    tracker.take(100);
    tracker.take(101);
    assertThat(tracker.isDone(102)).isTrue();
    tracker.passed(103);
    tracker.done(100);

    OffsetTracker heir = restored(tracker.committable());

    assertThat(heir.low()).isEqualTo(101);
    assertThat(heir.isDone(101)).isFalse();
    assertThat(heir.isDone(102)).isTrue();
  }

  @Test
  void boundsTheSpanBeforeARecordIsTaken() {
    OffsetTracker tracker = from(0);
    tracker.take(0);

    assertThat(tracker.fits(DoneBitmap.MOST_BITS - 1L)).isTrue();
    assertThat(tracker.fits(DoneBitmap.MOST_BITS)).isFalse();
  }

  @Test
  void aLongGapThatNothingIsOpenBeforeIsNoSpan() {
    OffsetTracker tracker = from(0);
    long far = 5_000_000_000L;
    assertThat(tracker.fits(far)).isTrue();

    tracker.take(far);
    tracker.take(far + 1);
    tracker.done(far + 1);

    OffsetTracker heir = restored(tracker.committable());
    assertThat(heir.low()).isEqualTo(far);
    assertThat(heir.isDone(far + 1)).isTrue();
  }

  @Test
  void refusesWhatItHasReadBefore() {
    OffsetTracker tracker = from(3);
    tracker.take(3);

    assertThatThrownBy(() -> tracker.take(3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tracker.done(4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void offersWhatIsBeingCommittedAsDoneAndKeepsItInHand() {
    OffsetTracker tracker = from(10);
    tracker.take(10);
    tracker.take(11);
    tracker.take(12);

    OffsetTracker.Committable offered = tracker.committable(List.of(10L, 12L));

    assertThat(offered.offset()).isEqualTo(11);
    assertThat(restored(offered).isDone(12)).isTrue();
    assertThat(tracker.low()).isEqualTo(10);
    assertThat(tracker.committable().offset()).isEqualTo(10);
  }

  @Test
  void forgetsNothingWhileItMovesOn() {
    OffsetTracker tracker = from(0);
    for (long offset = 0; offset < 50_000; offset++) {
      tracker.take(offset);
      // Every third one a thousand late.
      if (offset % 3 != 0) {
        tracker.done(offset);
      } else if (offset >= 999) {
        tracker.done(offset - 999);
      }
    }

    assertThat(tracker.low()).isEqualTo(49_002);
    assertThat(tracker.isDone(49_001)).isTrue();
    assertThat(tracker.isDone(49_005)).isFalse();
    assertThat(restored(tracker.committable()).isDone(49_006)).isTrue();
  }
}
