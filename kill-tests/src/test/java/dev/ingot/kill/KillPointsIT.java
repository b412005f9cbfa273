package dev.ingot.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * <p>Two longer forms: with {@code -Dingot.kill=all} each worker is killed at every point of every
 * chapter, with {@code -Dingot.kill=each} at one point in a world of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillPointsIT {
  private static final Logger LOG = LoggerFactory.getLogger(KillPointsIT.class);

  @TempDir private static Path folder;
  private Sandbox sandbox;

  @BeforeAll
  void start() throws Exception {
    sandbox = Sandbox.start(folder);
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
    kill(worker, "one-by-one", worker.chapters(), points, points::from);
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "ingot.kill", matches = "all")
  void theWorkerIsKilledAtEachPointOfEachChapter(Worker worker) throws Exception {
    Points points = Points.of(worker);
    kill(worker, "all", EnumSet.allOf(Chapter.class), points, chapter -> points.all());
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "ingot.kill", matches = "each")
  void theWorkerIsKilledOnceAtOnePoint(Worker worker) throws Exception {
    int number = 0;
    for (Map.Entry<String, Chapter> point : Points.of(worker).chapters().entrySet()) {
      Points one = new Points(Map.of(point.getKey(), point.getValue()));
      kill(worker, "each-" + number++, worker.chapters(), one, one::from);
    }
  }

  /** Which points are armed before a chapter. */
  private interface Arming {
    Set<String> before(Chapter chapter);
  }

  private void kill(Worker worker, String form, Set<Chapter> chapters, Points points, Arming arming)
      throws Exception {
    String name = worker.name().toLowerCase(Locale.ROOT) + "-" + form;
    try (World world = World.make(sandbox, name)) {
      world.open(EnumSet.complementOf(EnumSet.of(worker)));
      Mortal mortal = world.mortal(worker);
      Story.tell(world, name, chapters, List.of(mortal), c -> mortal.arm(arming.before(c)));

      assertThat(mortal.passed()).as("points.txt").isEqualTo(Points.of(worker).all());
      assertThat(mortal.killed()).containsAll(points.all());
      LOG.info("{}: {} kills at {} points", name, mortal.killed().size(), points.all().size());
    }
  }
}
