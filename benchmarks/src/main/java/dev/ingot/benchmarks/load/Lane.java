package dev.ingot.benchmarks.load;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topic;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The topics that one contender has to itself: tasks go in at the first and come out at the last.
 *
 * @param prefix of the topics' names
 * @param topics at least two
 */
public record Lane(String prefix, List<Topic<CommitReceived>> topics) {
  public Lane {
    topics = List.copyOf(topics);
    if (topics.size() < 2) {
      throw new IllegalArgumentException("a lane has a beginning and an end");
    }
  }

  /** A chain of so many hops. */
  public static Lane of(String prefix, int hops) {
    return new Lane(
        prefix, IntStream.rangeClosed(0, hops).mapToObj(i -> Tasks.topic("hop-" + i)).toList());
  }

  /** Makes its topics, with as many partitions each. */
  public Lane on(Stand stand, int partitions) throws InterruptedException {
    stand.create(prefix, topics.stream().map(t -> t.name(prefix)).toList(), partitions);
    return this;
  }

  public int hops() {
    return topics.size() - 1;
  }

  /** Name of the topic that tasks are sent to. */
  public String in() {
    return topics.get(0).name(prefix);
  }

  /** Name of the topic that they come out of. */
  public String out() {
    return topics.get(hops()).name(prefix);
  }
}
