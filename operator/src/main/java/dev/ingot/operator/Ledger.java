package dev.ingot.operator;

import dev.ingot.stage.LogMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the topic of dead letters says, as far as it was read: letters, and how they were settled.
 */
final class Ledger {
  private final int most;
  private final Predicate<Letter> wanted;
  private final Map<LetterId, Letter> letters = new TreeMap<>();
  private final Map<LetterId, List<Settlement>> settlements = new TreeMap<>();
  private int leftOut;

  /**
   * Nothing yet.
   *
   * @param most letters that are kept; the rest is counted
   * @param wanted which letters count at all
   */
  Ledger(int most, Predicate<Letter> wanted) {
    this.most = most;
    this.wanted = wanted;
  }

  /** Takes a message in; within a partition in order. */
  void add(LogMessage message) {
    Settlement.of(message)
        .ifPresent(s -> settlements.computeIfAbsent(s.letter(), id -> new ArrayList<>()).add(s));
    Letter.of(message).filter(wanted).ifPresent(this::add);
  }

  private void add(Letter letter) {
    if (letters.size() < most) {
      letters.put(letter.id(), letter);
    } else {
      leftOut++;
    }
  }

  /** Letters beyond those that are kept. */
  int leftOut() {
    return leftOut;
  }

  List<Letter> letters() {
    return List.copyOf(letters.values());
  }

  Optional<Letter> letter(LetterId id) {
    return Optional.ofNullable(letters.get(id));
  }

  /** All settlements of a letter, the first one first. */
  List<Settlement> settlements(LetterId id) {
    return List.copyOf(settlements.getOrDefault(id, List.of()));
  }

  /** The last settlement of a letter, when it has been settled. */
  Optional<Settlement> settled(LetterId id) {
    List<Settlement> all = settlements(id);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** How often the first letter of a line was replayed, itself or what came of it. */
  int replays(LetterId root) {
    return (int)
        settlements.values().stream()
            .flatMap(List::stream)
            .flatMap(settlement -> settlement.replay().stream())
            .filter(replay -> replay.root().equals(root))
            .count();
  }

  /** Letters that came of replaying this one. */
  List<Letter> heirs(LetterId id) {
    return letters.values().stream()
        .filter(letter -> letter.line().filter(line -> line.parent().equals(id)).isPresent())
        .toList();
  }
}
