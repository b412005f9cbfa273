package dev.ingot.stage;

import dev.ingot.stage.HistoryStore.Log;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The logs that are not complete yet, by tape and by what they wait for: in a rush there are
 * thousands, and every turn of the reading asks. Guarded by the store's lock.
 */
final class Incomplete<I> {
  /** They wait for the reading to come so far. */
  private final Map<Tape, Set<Log<I>>> reading = new HashMap<>();

  /** They wait for older messages to be read again. */
  private final Map<Tape, Set<Log<I>>> older = new HashMap<>();

  boolean isEmpty() {
    return reading.isEmpty() && older.isEmpty();
  }

  void add(Log<I> log) {
    by(log).computeIfAbsent(log.tape, t -> new HashSet<>()).add(log);
  }

  void remove(Log<I> log) {
    Set<Log<I>> logs = by(log).get(log.tape);
    if (logs != null && logs.remove(log) && logs.isEmpty()) {
      by(log).remove(log.tape);
    }
  }

  /** Every log of the tape, to be looked at again: what it wants may have changed. */
  Collection<Log<I>> take(Tape tape) {
    List<Log<I>> logs = new ArrayList<>(reading.getOrDefault(tape, Set.of()));
    logs.addAll(older.getOrDefault(tape, Set.of()));
    reading.remove(tape);
    older.remove(tape);
    return logs;
  }

  /** Those of the tape that have become complete, which are not held here any longer. */
  Collection<Log<I>> complete(Tape tape) {
    Set<Log<I>> logs = reading.get(tape);
    if (logs == null || tape.cursor < tape.completeAt) {
      return List.of();
    }
    List<Log<I>> complete = new ArrayList<>();
    logs.removeIf(
        log -> {
          boolean now = log.check();
          if (now) {
            complete.add(log);
          }
          return now;
        });
    if (logs.isEmpty()) {
      reading.remove(tape);
    }
    return complete;
  }

  /** The earliest time, in epoch milliseconds, that logs of a tape want to be read again. */
  Map<Tape, Long> wanted() {
    Map<Tape, Long> wanted = new HashMap<>();
    older.forEach((tape, logs) -> logs.forEach(log -> wanted.merge(tape, log.since, Math::min)));
    return wanted;
  }

  /** The tape is read again from that time on. */
  void rereads(Tape tape, long since) {
    for (Log<I> log : List.copyOf(older.getOrDefault(tape, Set.of()))) {
      if (log.since >= since) {
        remove(log);
        log.wantsOlder = false;
        add(log);
      }
    }
  }

  private Map<Tape, Set<Log<I>>> by(Log<I> log) {
    return log.wantsOlder ? older : reading;
  }
}
