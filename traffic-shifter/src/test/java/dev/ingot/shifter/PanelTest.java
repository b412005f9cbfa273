package dev.ingot.shifter;

import static dev.ingot.shifter.Sights.JUDGE_BY;
import static dev.ingot.shifter.Sights.NOW;
import static dev.ingot.shifter.Sights.SHIFTED;
import static dev.ingot.shifter.Sights.shifted;
import static dev.ingot.shifter.Sights.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.Fallback;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.VerdictReached;
import dev.ingot.stage.testkit.Events;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two judges, {@code health} and {@code load-test}, on the second step. */
class PanelTest {
  private static final int STEP = 1;
  private static final Instant LATE = JUDGE_BY.plusMillis(1);

  private static final Opinion WAITING = new Opinion.Waiting();
  private static final Opinion ADVANCE = new Opinion.Advance();

  private static VerdictReached says(String judge, Decision decision) {
    return says(judge, decision, STEP, NOW);
  }

  private static VerdictReached says(String judge, Decision decision, int step, Instant at) {
    return VerdictReached.newBuilder(verdict(step, decision))
        .setJudge(judge)
        .setReachedAt(at)
        .build();
  }

  private static final VerdictReached HEALTH_YES = says("health", Decision.ADVANCE);
  private static final VerdictReached HEALTH_NO = says("health", Decision.ROLL_BACK);
  private static final VerdictReached HEALTH_UNSURE = says("health", Decision.INCONCLUSIVE);
  private static final VerdictReached LOAD_YES = says("load-test", Decision.ADVANCE);
  private static final VerdictReached LOAD_NO = says("load-test", Decision.ROLL_BACK);
  private static final VerdictReached LOAD_UNSURE = says("load-test", Decision.INCONCLUSIVE);
  private static final VerdictReached LOAD_LATE = says("load-test", Decision.ADVANCE, STEP, LATE);

  /** By default: whoever is silent or cannot tell sends it back. */
  static Stream<Arguments> table() {
    return Stream.of(
        arguments("nobody yet", List.of(), NOW, WAITING),
        arguments("one of two", List.of(HEALTH_YES), NOW, WAITING),
        arguments("both", List.of(HEALTH_YES, LOAD_YES), NOW, ADVANCE),
        arguments("both, seen late", List.of(LOAD_YES, HEALTH_YES), LATE, ADVANCE),
        arguments("one no", List.of(LOAD_NO), NOW, back("load-test: The sample says so.")),
        arguments("yes and no", List.of(HEALTH_YES, LOAD_NO), NOW, back("load-test: ")),
        arguments("two noes", List.of(LOAD_NO, HEALTH_NO), NOW, back("load-test: ")),
        arguments("no after the deadline", List.of(LOAD_NO), LATE, back("load-test: ")),
        arguments("unsure", List.of(HEALTH_UNSURE), NOW, back("health could not tell")),
        arguments(
            "a word of tomorrow", List.of(says("health", Decision.UNKNOWN)), NOW, back("health")),
        arguments("silence", List.of(), LATE, back("no verdict of health, load-test on 25 %")),
        arguments("one is silent", List.of(HEALTH_YES), LATE, back("no verdict of load-test on")),
        arguments("one is late", List.of(HEALTH_YES, LOAD_LATE), LATE, back("no verdict of load")),
        arguments(
            "a stranger's no",
            List.of(HEALTH_YES, LOAD_YES, says("stranger", Decision.ROLL_BACK)),
            NOW,
            ADVANCE),
        arguments(
            "a stranger's yes",
            List.of(HEALTH_YES, says("stranger", Decision.ADVANCE)),
            NOW,
            WAITING),
        arguments(
            "a no after a yes", List.of(LOAD_YES, HEALTH_YES, LOAD_NO), NOW, back("load-test: ")),
        arguments(
            "a no after a yes, late",
            List.of(LOAD_YES, HEALTH_YES, HEALTH_NO),
            LATE,
            back("health: ")),
        arguments("unsure after a yes", List.of(LOAD_YES, HEALTH_YES, LOAD_UNSURE), NOW, ADVANCE),
        arguments(
            "a word of tomorrow after a yes",
            List.of(LOAD_YES, HEALTH_YES, says("health", Decision.UNKNOWN)),
            NOW,
            ADVANCE),
        arguments("the first counts, no", List.of(LOAD_NO, LOAD_YES), NOW, back("load-test: ")),
        arguments("said twice", List.of(HEALTH_YES, HEALTH_YES), NOW, WAITING),
        arguments(
            "a no on the step before, which crossed with what let it go on",
            List.of(HEALTH_YES, LOAD_YES, says("load-test", Decision.ROLL_BACK, 0, NOW)),
            NOW,
            back("load-test: ")),
        arguments(
            "unsure of the step before",
            List.of(HEALTH_YES, LOAD_YES, says("load-test", Decision.INCONCLUSIVE, 0, NOW)),
            NOW,
            ADVANCE),
        arguments(
            "of when traffic was taken back",
            List.of(HEALTH_YES, LOAD_YES, says("load-test", Decision.ROLL_BACK, -1, NOW)),
            NOW,
            ADVANCE),
        arguments(
            "of an old step",
            List.of(says("load-test", Decision.ADVANCE, 0, NOW), HEALTH_YES),
            NOW,
            WAITING),
        arguments(
            "of a step to come",
            List.of(says("load-test", Decision.ROLL_BACK, 2, NOW), HEALTH_YES, LOAD_YES),
            NOW,
            ADVANCE),
        arguments(
            "a yes from before the step",
            List.of(says("load-test", Decision.ADVANCE, STEP, SHIFTED.minusMillis(1)), HEALTH_YES),
            NOW,
            WAITING),
        arguments(
            "a no by a clock that is behind",
            List.of(says("load-test", Decision.ROLL_BACK, STEP, SHIFTED.minusMillis(1))),
            NOW,
            back("load-test: ")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void bothAreHeard(String what, List<VerdictReached> verdicts, Instant now, Object expected) {
    check(panel(Fallback.ROLL_BACK, Fallback.ROLL_BACK), verdicts, List.of(), now, expected);
  }

  /** With {@code silence: pause} and {@code inconclusive: pause}. */
  static Stream<Arguments> pausing() {
    return Stream.of(
        arguments("unsure", List.of(HEALTH_UNSURE, LOAD_YES), NOW, stands("health could", NOW)),
        arguments("unsure, one is missing", List.of(HEALTH_UNSURE), NOW, WAITING),
        arguments("unsure, and a no", List.of(HEALTH_UNSURE, LOAD_NO), NOW, back("load-test: ")),
        arguments("both unsure", List.of(HEALTH_UNSURE, LOAD_UNSURE), NOW, stands("test", NOW)),
        arguments("silence", List.of(), LATE, stands("no verdict of health, load", JUDGE_BY)),
        arguments("one is silent", List.of(LOAD_YES), LATE, stands("no verdict of h", JUDGE_BY)),
        arguments("a late yes", List.of(HEALTH_YES, LOAD_LATE), LATE, stands("load", JUDGE_BY)),
        arguments(
            "a late no",
            List.of(HEALTH_YES, says("load-test", Decision.ROLL_BACK, STEP, LATE)),
            LATE,
            back("load-test: ")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pausing")
  void peopleAreAsked(String what, List<VerdictReached> verdicts, Instant now, Object expected) {
    check(panel(Fallback.PAUSE, Fallback.PAUSE), verdicts, List.of(), now, expected);
  }

  @Test
  void aNoAfterBothWereUnsureGoesBeforeThePauseAndWhoeverEndedIt() {
    Panel panel = panel(Fallback.PAUSE, Fallback.PAUSE);
    List<VerdictReached> verdicts = List.of(HEALTH_UNSURE, LOAD_UNSURE, HEALTH_NO);

    check(panel, verdicts, List.of(), NOW, back("health: "));
    check(panel, verdicts, List.of(NOW.plusMillis(1)), NOW.plusSeconds(1), back("health: "));
  }

  @Test
  void eachFallbackIsForItsOwnCase() {
    check(
        panel(Fallback.PAUSE, Fallback.ROLL_BACK),
        List.of(HEALTH_UNSURE, LOAD_YES),
        List.of(),
        NOW,
        back("health could not tell"));
    check(
        panel(Fallback.ROLL_BACK, Fallback.PAUSE),
        List.of(HEALTH_UNSURE),
        List.of(),
        LATE,
        back("no verdict of load-test"));
  }

  @Test
  void goesOnWhenSomebodySaysSoAfterItStopped() {
    List<VerdictReached> verdicts = List.of(HEALTH_UNSURE, LOAD_YES);
    Panel panel = panel(Fallback.ROLL_BACK, Fallback.PAUSE);

    check(panel, verdicts, List.of(NOW), NOW, stands("health could", NOW));
    check(panel, verdicts, List.of(NOW.plusMillis(1)), NOW.plusSeconds(1), ADVANCE);
  }

  @Test
  void peopleDoNotOutvoteAJudge() {
    check(
        panel(Fallback.PAUSE, Fallback.PAUSE),
        List.of(HEALTH_UNSURE, LOAD_NO),
        List.of(NOW.plusSeconds(1)),
        NOW.plusSeconds(2),
        back("load-test: "));
  }

  private static Panel panel(Fallback silence, Fallback inconclusive) {
    return new Panel(
        Events.verify()
            .setJudges(List.of("health", "load-test"))
            .setSilence(silence)
            .setInconclusive(inconclusive)
            .build());
  }

  private static void check(
      Panel panel,
      List<VerdictReached> verdicts,
      List<Instant> resumed,
      Instant now,
      Object expected) {
    List<OperatorCommand> commands =
        resumed.stream()
            .map(at -> Events.operatorCommand(CommandKind.RESUME).setIssuedAt(at).build())
            .toList();
    Said said = new Said(List.of(shifted(STEP)), verdicts, commands, List.of());

    Opinion opinion = panel.on(shifted(STEP), said, now);

    switch (expected) {
      case Words words when words.since() == null ->
          assertThat(opinion)
              .isInstanceOfSatisfying(
                  Opinion.RollBack.class,
                  no -> assertThat(no.reason()).contains(words.contained()));
      case Words words ->
          assertThat(opinion)
              .isInstanceOfSatisfying(
                  Opinion.Stand.class,
                  stand -> {
                    assertThat(stand.why()).contains(words.contained());
                    assertThat(stand.since()).isEqualTo(words.since());
                  });
      default -> assertThat(opinion).isEqualTo(expected);
    }
  }

  /** An opinion whose words are known in part; to go back without a time, to stand with one. */
  private record Words(String contained, @Nullable Instant since) {}

  private static Words back(String contained) {
    return new Words(contained, null);
  }

  private static Words stands(String contained, Instant since) {
    return new Words(contained, since);
  }
}
