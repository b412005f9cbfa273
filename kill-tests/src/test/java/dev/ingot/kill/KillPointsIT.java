package dev.ingot.kill;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever worker is killed, and between whichever of its effects: what comes of a deployment is
 * the same, nothing is announced twice and nothing is left over.
 *
 * <p>A point that is passed several times is killed at one of its passings; the next {@code
 * -Dingot.kill.turn} (0 unless said) takes another one. Two longer forms first count how often each
 * point is passed in each chapter when nobody is killed. Then with {@code -Dingot.kill=all} each
 * worker is killed at all of these passings, in one world at every first one, in the next at every
 * second one, and so on (a kill changes what is passed after it: what was missed is told); with
 * {@code -Dingot.kill=each} at one passing in a world of its own. {@code -Dingot.kill.passings}
 * limits both: some points are passed with every tick.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillPointsIT {
  private static final Logger LOG = LoggerFactory.getLogger(KillPointsIT.class);

  /** Of one point in one chapter, in the longer forms. */
  private static final int MOST_PASSINGS = Integer.getInteger("ingot.kill.passings", 3);

  private final long turn = Long.getLong("ingot.kill.turn", 0);

  @TempDir private static Path folder;
  private Sandbox sandbox;

  @BeforeAll
  void start() throws Exception {
    sandbox = Sandbox.start(folder);
    try (World world = World.make(sandbox, "rehearsal")) {
      world.rehearse();
    }
  }

  @AfterAll
  void stop() {
    sandbox.close();
  }

  @Test
  void nobodyIsKilled() throws Exception {
    try (World world = World.make(sandbox, "calm")) {
      world.open(EnumSet.allOf(Worker.class));
      Story.tell(world, "calm", EnumSet.allOf(Chapter.class), List.of(), chapter -> {});
    }
  }

  @ParameterizedTest
  @EnumSource
  void theWorkerIsKilledAtEachOfItsPoints(Worker worker) throws Exception {
    Points points = Points.of(worker);
    Kills kills =
        kill(worker, "one-by-one", worker.chapters(), chapter -> points.from(chapter, turn));

    assertThat(kills.missed()).as("armed and not passed").isEmpty();
    assertThat(kills.points()).isEqualTo(points.all());
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "ingot.kill", matches = "all")
  void theWorkerIsKilledAtEachPassingOfEachChapter(Worker worker) throws Exception {
    Set<Chapter> chapters = EnumSet.allOf(Chapter.class);
    Map<Chapter, Map<String, Integer>> passings = record(worker, chapters);
    Set<String> points = new TreeSet<>();
    for (int each = 1; each <= most(passings); each++) {
      int number = each;
      Kills kills = kill(worker, "all-" + number, chapters, c -> those(passings.get(c), number));
      points.addAll(kills.points());
    }

    assertThat(points).isEqualTo(Points.of(worker).all());
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "ingot.kill", matches = "each")
  void theWorkerIsKilledOnceAtOnePassing(Worker worker) throws Exception {
    Set<String> points = new TreeSet<>();
    int world = 0;
    for (var chapter : record(worker, worker.chapters()).entrySet()) {
      for (var point : chapter.getValue().entrySet()) {
        for (int number = 1; number <= Math.min(point.getValue(), MOST_PASSINGS); number++) {
          Map<String, Integer> one = Map.of(point.getKey(), number);
          Kills kills =
              kill(
                  worker,
                  "each-" + ++world,
                  worker.chapters(),
                  now -> now == chapter.getKey() ? one : Map.of());
          points.addAll(kills.points());
        }
      }
    }

    assertThat(points).isEqualTo(Points.of(worker).all());
  }

  /** The passings to die at in a chapter, from its beginning on. */
  private interface Arming {
    Map<String, Integer> before(Chapter chapter);
  }

  /**
   * What came of arming.
   *
   * @param points at which it was killed, in any chapter
   * @param missed points that were armed and not passed so often
   */
  private record Kills(Set<String> points, Set<String> missed) {}

  private Kills kill(Worker worker, String form, Set<Chapter> chapters, Arming arming)
      throws Exception {
    String name = worker.name().toLowerCase(Locale.ROOT) + "-" + form;
    try (World world = World.make(sandbox, name)) {
      world.open(EnumSet.complementOf(EnumSet.of(worker)));
      Mortal mortal = world.mortal(worker);
      Story.tell(world, name, chapters, List.of(mortal), c -> mortal.arm(arming.before(c)));

      assertThat(mortal.passed().keySet()).as("points.txt").isEqualTo(Points.of(worker).all());
      Set<String> missed = mortal.disarm();
      Set<String> points =
          mortal.killed().stream().map(Passing::point).collect(toCollection(TreeSet::new));
      LOG.info(
          "{}: {} kills at {} points; armed and not passed so often: {}",
          name,
          mortal.killed().size(),
          points.size(),
          missed);
      return new Kills(points, missed);
    }
  }

  /** How often each point is passed in each chapter when nobody is killed. */
  private Map<Chapter, Map<String, Integer>> record(Worker worker, Set<Chapter> chapters)
      throws Exception {
    String name = worker.name().toLowerCase(Locale.ROOT) + "-recorded";
    Map<Chapter, Map<String, Integer>> before = new EnumMap<>(Chapter.class);
    Map<Chapter, Map<String, Integer>> passings = new EnumMap<>(Chapter.class);
    try (World world = World.make(sandbox, name)) {
      world.open(EnumSet.complementOf(EnumSet.of(worker)));
      Mortal mortal = world.mortal(worker);
      Story.tell(world, name, chapters, List.of(mortal), c -> before.put(c, mortal.passed()));
      Map<String, Integer> after = mortal.passed();
      for (Chapter chapter : List.copyOf(chapters).reversed()) {
        passings.put(chapter, Passing.between(before.getOrDefault(chapter, Map.of()), after));
        after = before.getOrDefault(chapter, Map.of());
      }
    }
    passings.forEach((chapter, points) -> LOG.info("{} {}: {}", name, chapter, points));
    return passings;
  }

  private static int most(Map<Chapter, Map<String, Integer>> passings) {
    int most =
        passings.values().stream().flatMap(p -> p.values().stream()).max(naturalOrder()).orElse(0);
    return Math.min(most, MOST_PASSINGS);
  }

  /** The points that are passed so often, each at this passing. */
  private static Map<String, Integer> those(@Nullable Map<String, Integer> passings, int number) {
    Map<String, Integer> those = new TreeMap<>();
    Objects.requireNonNullElse(passings, Map.<String, Integer>of())
        .forEach(
            (point, times) -> {
              if (times >= number) {
                those.put(point, number);
              }
            });
    return those;
  }
}
