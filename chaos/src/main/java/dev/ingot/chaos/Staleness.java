package dev.ingot.chaos;

import dev.ingot.chaos.Register.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What zombies did to shared things. The owner of a thing is whoever took its record last; a write
 * of anybody else who has it from before is stale.
 *
 * @param writes all of them
 * @param takeovers times that a worker took a thing over from another one
 * @param stale writes by somebody who had lost it
 * @param harmful of these, such as changed what the owner had written
 * @param longestWindow from a takeover to the last stale write
 * @param longestHarm from a harmful write until the owner had corrected it
 * @param unhealed things that are not as their last owner wanted them, at the end
 */
record Staleness(
    long writes,
    long takeovers,
    long stale,
    long harmful,
    Duration longestWindow,
    Duration longestHarm,
    List<String> unhealed) {

  /** Reads the story of every thing. */
  static Staleness of(List<Access> accesses) {
    Map<String, Story> stories = new HashMap<>();
    Total total = new Total();
    for (Access access : accesses) {
      stories.computeIfAbsent(access.key(), key -> new Story(total)).tell(access);
    }
    List<String> unhealed = new ArrayList<>();
    stories.forEach(
        (key, story) -> {
          if (!story.value.equals(story.wanted)) {
            unhealed.add("%s is %s, its owner wanted %s".formatted(key, story.value, story.wanted));
          }
        });
    return new Staleness(
        total.writes,
        total.takeovers,
        total.stale,
        total.harmful,
        total.window,
        total.harm,
        List.copyOf(unhealed));
  }

  private static final class Total {
    long writes;
    long takeovers;
    long stale;
    long harmful;
    Duration window = Duration.ZERO;
    Duration harm = Duration.ZERO;
  }

  /** One thing. */
  private static final class Story {
    private final Total total;
    private Optional<Access> owner = Optional.empty();
    private String value = "";
    private String wanted = "";
    private @Nullable Instant harmedAt;

    Story(Total total) {
      this.total = total;
    }

    void tell(Access access) {
      boolean stale = owner.isPresent() && access.taken().isBefore(owner.get().taken());
      if (!stale && (owner.isEmpty() || access.taken().isAfter(owner.get().taken()))) {
        if (owner.isPresent() && !owner.get().writer().equals(access.writer())) {
          total.takeovers++;
        }
        owner = Optional.of(access);
      }
      access.written().ifPresent(written -> write(access, written, stale));
    }

    private void write(Access access, String written, boolean stale) {
      total.writes++;
      if (stale) {
        total.stale++;
        total.window = longer(total.window, owner.orElseThrow().at(), access.at());
        if (!written.equals(wanted)) {
          total.harmful++;
          harmedAt = harmedAt == null ? access.at() : harmedAt;
        }
      } else {
        wanted = written;
      }
      value = written;
      if (harmedAt != null && value.equals(wanted)) {
        total.harm = longer(total.harm, harmedAt, access.at());
        harmedAt = null;
      }
    }

    private static Duration longer(Duration longest, Instant from, Instant to) {
      Duration other = Duration.between(from, to);
      return other.compareTo(longest) > 0 ? other : longest;
    }
  }
}
