package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Usage;
import dev.ingot.pipeline.Policy.Quotas;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomTest {
  private static final Usage TAKEN = new Usage(6, 3, 4, 5);

  @ParameterizedTest(name = "{0} of {1}, {2} more instances, routed {3}: {4}")
  @CsvSource({
    "instances, 10, 4, true, ''",
    "instances, 9, 4, true, 'quotas.instances allows 9, of which 6 are taken, and 4 more are needed'",
    "groups, 4, 4, true, ''",
    "groups, 3, 4, true, 'quotas.groups allows 3, of which 3 are taken, and 1 more is needed'",
    "targetGroups, 5, 4, true, ''",
    "targetGroups, 4, 4, true, 'quotas.targetGroups allows 4, of which 4 are taken, and 1 more is needed'",
    "rules, 6, 4, true, ''",
    "rules, 6, 4, false, 'quotas.rules allows 6, of which 5 are taken, and 2 more are needed'",
    "rules, 7, 4, false, ''",
  })
  void namesTheQuotaThatOneMoreFleetWouldExceed(
      String quota, int limit, int size, boolean routed, String says) {
    Room room = new Room(of(quota, limit), TAKEN, routed);

    assertThat(shortages(room, size, 0))
        .extracting(Room.Shortage::toString)
        .containsExactlyElementsOf(says.isEmpty() ? List.of() : List.of(says));
  }

  @Test
  void namesThemAll() {
    OptionalInt one = OptionalInt.of(1);

    assertThat(shortages(new Room(new Quotas(one, one, one, one), TAKEN, true), 1, 0))
        .extracting(Room.Shortage::quota)
        .containsExactly("instances", "groups", "targetGroups", "rules");
  }

  @Test
  void countsTheBaselineAsAFleetWithAPreviewOfItsOwn() {
    OptionalInt one = OptionalInt.of(1);

    assertThat(shortages(new Room(new Quotas(one, one, one, one), TAKEN, true), 4, 2))
        .extracting(Room.Shortage::needed)
        .containsExactly(6, 2, 2, 2);
  }

  @Test
  void hasRoomForAnythingWhereNothingIsSaid() {
    assertThat(shortages(Room.UNBOUNDED, 1_000, 0)).isEmpty();
  }

  private static Quotas of(String quota, int limit) {
    OptionalInt none = OptionalInt.empty();
    OptionalInt it = OptionalInt.of(limit);
    return new Quotas(
        quota.equals("instances") ? it : none,
        quota.equals("groups") ? it : none,
        quota.equals("targetGroups") ? it : none,
        quota.equals("rules") ? it : none);
  }

  private static List<Room.Shortage> shortages(Room room, int size, int baseline) {
    return room.shortages(room.needed(size, baseline));
  }
}
