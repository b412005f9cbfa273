package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What must hold of everything that is committed in a simulation. */
final class Ledger {
  static final String DONE = "done";
  static final String SUPERSEDED = "superseded";
  static final String ABANDONED = "abandoned";
  private static final String DEAD_LETTER = "dead letter";
  private static final Set<String> ENDS = Set.of(DONE, SUPERSEDED, ABANDONED);

  private static final class Task {
    private final TopicPartition place;
    private final long offset;
    private final @Nullable String key;

    /** What has been announced of it, in order. */
    private final List<String> said = new ArrayList<>();

    private boolean ended;

    Task(TopicPartition place, long offset, @Nullable String key) {
      this.place = place;
      this.offset = offset;
      this.key = key;
    }
  }

  private final Map<String, Task> tasks = new HashMap<>();
  private final Map<TopicPartition, NavigableMap<Long, Task>> log = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  void written(TopicPartition place, long offset, String id, @Nullable String key) {
    Task task = new Task(place, offset, key);
    tasks.put(id, task);
    log(place).put(offset, task);
  }

  /** Metadata that is too long is fatal to the producer. */
  void fits(String metadata) {
    assertThat(metadata.length()).isLessThanOrEqualTo(DoneBitmap.MOST_CHARACTERS);
  }

  /** A look begins, by the partition's owner: it knows all that was said before. */
  void looked(String id, List<HeadSeen> history) {
    Task task = Objects.requireNonNull(tasks.get(id));
    assertThat(task.ended).as("%s is looked at after its end", id).isFalse();
    assertThat(history.stream().map(HeadSeen::getRef)).as("history of %s", id).isEqualTo(task.said);
    assertThat(earlierOpen(task)).as("open before %s in its order key", id).isEmpty();
  }

  private NavigableMap<Long, Task> log(TopicPartition place) {
    return log.computeIfAbsent(place, p -> new TreeMap<>());
  }

  private List<Long> earlierOpen(Task task) {
    return log(task.place).headMap(task.offset).values().stream()
        .filter(t -> task.key != null && task.key.equals(t.key) && !t.ended)
        .map(t -> t.offset)
        .toList();
  }

  private boolean hasNewer(Task task) {
    return log(task.place).tailMap(task.offset, false).values().stream()
        .anyMatch(t -> Objects.equals(task.key, t.key));
  }

  /** A transaction has been committed. */
  void committed(SimulatedKafka.Transaction transaction) {
    Set<String> ended = new HashSet<>();
    for (Settlement<PushReported> settlement : transaction.settlements) {
      String id = settlement.record().raw.partition() + "/" + settlement.record().raw.offset();
      Task task = Objects.requireNonNull(tasks.get(id));
      assertThat(task.ended).as("%s ends, or goes on, after its end", id).isFalse();
      assertThat(earlierOpen(task)).as("open before %s in its order key", id).isEmpty();
      settlement.outgoing().forEach(one -> say(id, task, one));
      task.ended = settlement.finished();
      assertThat(settlement.finished())
          .as("%s says %s", id, task.said)
          .isEqualTo(
              task.said.stream().anyMatch(ENDS::contains)
                  || (task.key == null && task.said.contains(DEAD_LETTER)));
      assertThat(task.said.contains(DEAD_LETTER))
          .as("dead letter of %s", id)
          .isEqualTo(task.key == null || task.said.contains(ABANDONED));
      ended.add(id);
    }
    assertThat(ended).hasSameSizeAs(transaction.settlements);
    transaction.offsets.forEach(this::agree);
  }

  private void say(String id, Task task, Outgoing outgoing) {
    Emission<?> emission = outgoing.emission();
    String what = emission == null ? DEAD_LETTER : ((HeadSeen) emission.event()).getRef();
    assertThat(task.said).as("%s says it twice", id).doesNotContain(what);
    if (what.equals(SUPERSEDED)) {
      assertThat(hasNewer(task)).as("%s stands aside for another", id).isTrue();
      assertThat(task.said).as("%s had begun", id).isEmpty();
    }
    task.said.add(what);
  }

  /** What the offset says is done, and what has an end in the log, is the same. */
  private void agree(TopicPartition place, OffsetAndMetadata offset) {
    BitSet done = DoneBitmap.decode(offset.metadata()).orElseThrow();
    for (Task task : log(place).values()) {
      long beyond = task.offset - offset.offset();
      boolean said = beyond < 0 || (beyond < DoneBitmap.MOST_BITS && done.get((int) beyond));
      assertThat(said)
          .as("%s@%d is done, says %s", place, task.offset, offset)
          .isEqualTo(task.ended);
    }
    assertThat(offset.offset()).isGreaterThanOrEqualTo(committed.getOrDefault(place, 0L));
    committed.put(place, offset.offset());
  }

  /** Every task that has no end yet. */
  List<String> open() {
    return tasks.entrySet().stream()
        .filter(e -> !e.getValue().ended)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The group's offset; where the log began while there is none. */
  long committed(TopicPartition place, long beginning) {
    return committed.getOrDefault(place, beginning);
  }
}
