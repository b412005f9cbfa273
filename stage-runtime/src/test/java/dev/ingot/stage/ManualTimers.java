package dev.ingot.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Time that passes when a test says so. A call back that is due can be let run late, as one that
 * waits for a lock does: it is then past being cancelled.
 */
final class ManualTimers implements Timers {
  private final List<Planned> planned = new ArrayList<>();
  private final List<Planned> due = new ArrayList<>();
  private long now;

  private static final class Planned extends FutureTask<Void> {
    private final long at;
    private final Runnable action;

    Planned(long at, Runnable action) {
      super(() -> {}, null);
      this.at = at;
      this.action = action;
    }
  }

  /**
   * @param now where time begins; {@code System.nanoTime} may be negative, and may overflow
   */
  ManualTimers(long now) {
    this.now = now;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public Future<?> after(long nanos, Runnable action) {
    Planned one = new Planned(now + Math.max(0, nanos), action);
    planned.add(one);
    return one;
  }

  /** Time passes, and nothing else happens. */
  void pass(long nanos) {
    now += nanos;
    planned.removeIf(Planned::isCancelled);
    planned.stream().filter(p -> p.at - now <= 0).sorted(inOrder()).forEach(due::add);
    planned.removeAll(due);
  }

  private static Comparator<Planned> inOrder() {
    return (a, b) -> Long.compare(a.at - b.at, 0);
  }

  /** Runs a call back that has been due. */
  void run(int which) {
    due.remove(which).action.run();
  }

  int due() {
    return due.size();
  }

  /** Time passes, and each call back comes in time. */
  void advance(long nanos) {
    long end = now + nanos;
    runDue();
    for (long next = next(end); next - end <= 0; next = next(end)) {
      pass(next - now);
      runDue();
    }
    pass(end - now);
  }

  private void runDue() {
    while (due() > 0) {
      run(0);
    }
  }

  /** When the next call back is due; after the end when none is before it. */
  private long next(long end) {
    long next = end + 1;
    for (Planned one : planned) {
      if (!one.isCancelled() && one.at - next < 0) {
        next = one.at;
      }
    }
    return next;
  }

  /** Call backs to come, which nobody has cancelled. */
  int waiting() {
    return (int) planned.stream().filter(p -> !p.isCancelled()).count() + due();
  }
}
