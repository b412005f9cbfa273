package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.Preview;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.memory.Call;
import dev.ingot.events.Decision;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.Probe;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * verify.probes.every: every two seconds of a step of twelve; three failures in a row roll back.
 */
class ProbesTest {
  private static final Probing.Result GOOD = new Probing.Result.Passed();
  private static final Probing.Result BAD =
      new Probing.Result.Failed("verify.probes: GET /login: answered 500, expected 200");
  private static final Probing.Result NOBODY = new Probing.Result.Unreachable("no connection");

  private final List<Preview> asked = new CopyOnWriteArrayList<>();

  /** The same ones', where they are slow. */
  private final List<String> paths = new CopyOnWriteArrayList<>();

  /** What is answered one after the other, the last one again and again, and what comes of it. */
  @ParameterizedTest
  @CsvSource({
    "g, ADVANCE, 'probe 1: GET /login: 6 of 6 answered as they must be'",
    "bbgbbg, ADVANCE, 'probe 1: GET /login: 2 of 6 answered as they must be'",
    "gbbb, ROLL_BACK, 'probe 1: GET /login: 3 failures in a row, the last: verify.probes: GET'",
    "b, ROLL_BACK, 'answered 500, expected 200 (3 roll back)'",
    "gbubub, ROLL_BACK, '3 failures in a row'",
    "gggggb, INCONCLUSIVE, 'probe 1: GET /login: the last was not answered well: verify.probes'",
    "u, INCONCLUSIVE, 'probe 1: GET /login: none was answered'",
  })
  void isJudgedByFailuresInARow(String answers, Decision decision, String words) throws Exception {
    Rollouts rollout = rollout(answers);

    VerdictReached verdict = verdict(rollout);

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(decision);
    assertThat(verdict.getReason()).contains(words);
    assertThat(again(rollout, verdict)).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  private Rollouts rollout(String answers) {
    return new Rollouts(
        (preview, probe) -> {
          int sent = asked.size();
          asked.add(preview);
          return switch (answers.charAt(Math.min(sent, answers.length() - 1))) {
            case 'g' -> GOOD;
            case 'b' -> BAD;
            default -> NOBODY;
          };
        });
  }

  /** Nothing is answered before the end. */
  private Rollouts slow(CountDownLatch end, Probing.Result answer) {
    return new Rollouts(
        (preview, probe) -> {
          asked.add(preview);
          paths.add(probe.getPath());
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return answer;
        });
  }

  private static VerdictReached verdict(Rollouts rollout) throws Exception {
    rollout.stage.deliver(shift(probe(2))).lookUntilDone(200);
    return rollout.stage.only(Topics.VERDICTS);
  }

  private static Rejudgement.Reproduction again(Rollouts rollout, VerdictReached verdict) {
    PastSteps past = new PastSteps(deployment -> true);
    past.add(shift(probe(2)));
    past.add(verdict);
    rollout.stage.announced(Topics.MEASUREMENTS).forEach(past::add);
    return Rejudgement.of(past.all().getFirst(), Optional.empty()).reproduction();
  }

  @Test
  void rollsBackAtTheThirdFailureAndNotAtTheBakesEnd() throws Exception {
    assertThat(verdict(rollout("b")).getReachedAt()).isEqualTo(Events.START.plusSeconds(6));
  }

  @Test
  void asksTheCandidateThroughItsPreview() throws Exception {
    verdict(rollout("g"));

    assertThat(asked)
        .hasSize(6)
        .allSatisfy(preview -> assertThat(preview.value()).isEqualTo(Events.deployment().getId()))
        .allSatisfy(preview -> assertThat(preview.host()).isEqualTo("shop.test"));
  }

  @Test
  void asksAtTheRouteThatTheCommitOnTrialHas() throws Exception {
    Rollouts rollout = rollout("g");
    rollout.changesItsRoute(Match.all("old.test"), Match.all("new.test"));

    verdict(rollout);

    assertThat(asked)
        .hasSize(6)
        .allSatisfy(preview -> assertThat(preview.host()).isEqualTo("new.test"));
  }

  /** More than may be under way at once. */
  @Test
  void whatFoundNoRoomIsSentAsSoonAsThereIsSome() throws Exception {
    Rollouts rollout = rollout("g");
    rollout.stage.deliver(shift(six())).lookUntilDone(200);

    assertThat(asked).hasSize(36);
    assertThat(rollout.stage.only(Topics.VERDICTS).getReason())
        .contains("probe 6: GET /6: 6 of 6 answered as they must be");
  }

  @Test
  void eachHasItsTurnWhereTheFirstOnesAreSlow() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Rollouts rollout = slow(end, GOOD);
    rollout.stage.deliver(shift(six()));
    while (paths.size() < 4) {
      rollout.clock.advance(((Outcome.CheckAgain) rollout.stage.look()).after());
    }
    assertThat(paths).containsExactlyInAnyOrder("/1", "/2", "/3", "/4");
    rollout.clock.advance(Duration.ofSeconds(2));
    end.countDown();
    while (paths.size() < 9) {
      rollout.stage.look();
    }

    assertThat(List.copyOf(paths).subList(0, 9)).contains("/1", "/2", "/3", "/4", "/5", "/6");
  }

  /** The next look asks again. */
  @Test
  void aCloudThatIsAwayIsAskedOnceALook() throws Exception {
    Rollouts rollout = rollout("g");
    rollout.cloud.failNext(Call.PREVIEW, new CloudException.Throttled("slow down", null));
    rollout.clock.set(Events.START.plusSeconds(2));
    rollout.stage.deliver(shift(six())).look();
    assertThat(asked).isEmpty();

    rollout.stage.look();

    assertThat(asked).isNotEmpty();
  }

  @Test
  void givesTheSameVerdictFromItsMeasurementsAfterACrash() throws Exception {
    Rollouts rollout = rollout("gbbb");
    rollout.stage.deliver(shift(probe(2)));
    while (asked.size() < 3) {
      rollout.clock.advance(((Outcome.CheckAgain) rollout.stage.look()).after());
    }
    rollout.stage.crashAndRedeliver().lookUntilDone(100);

    assertThat(asked).hasSize(4);
    assertThat(rollout.stage.only(Topics.VERDICTS).getDecision()).isEqualTo(Decision.ROLL_BACK);
  }

  @Test
  void oneThatIsSentOnceIsNotSentHere() throws Exception {
    Rollouts rollout = rollout("b");
    rollout.stage.deliver(shift(probe(0))).lookUntilDone(200);

    assertThat(asked).isEmpty();
    assertThat(rollout.stage.only(Topics.VERDICTS).getDecision()).isEqualTo(Decision.ADVANCE);
  }

  /** What hangs is sent once, and four of a step at most; errors are seen as quickly as without. */
  @Test
  void whatDoesNotAnswerHoldsNothingUp() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Rollouts rollout = slow(end, GOOD);
    rollout.cloud.serves("candidate", 5, 2);
    Probe[] ten = Collections.nCopies(10, probe(1)).toArray(Probe[]::new);
    rollout.stage.deliver(shift(ten)).lookUntilDone(200);
    end.countDown();

    VerdictReached verdict = rollout.stage.only(Topics.VERDICTS);
    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason()).contains("40.0 %");
    assertThat(verdict.getReachedAt()).isBefore(Events.START.plusSeconds(8));
    assertThat(asked).hasSize(4);
  }

  /** One that is late is judged when it is there; the ticks in between are not made up. */
  @Test
  void aLateAnswerIsTakenByALaterLook() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Rollouts rollout = slow(end, BAD);
    rollout.stage.deliver(shift(probe(2)));
    for (int second = 0; second < 6; second++) {
      rollout.stage.look();
      rollout.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(asked).hasSize(1);
    assertThat(probed(rollout)).isEmpty();
    end.countDown();
    rollout.stage.lookUntilDone(200);

    assertThat(probed(rollout).getFirst().getTickStart()).isEqualTo(Events.START);
    assertThat(rollout.stage.only(Topics.VERDICTS).getDecision()).isEqualTo(Decision.ROLL_BACK);
  }

  @Test
  void aProberThatBreaksSaysNothingOfTheCandidate() throws Exception {
    Rollouts rollout =
        new Rollouts(
            (preview, probe) -> {
              throw new IllegalStateException("out of sockets");
            });

    assertThat(verdict(rollout).getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(probed(rollout))
        .isNotEmpty()
        .allSatisfy(m -> assertThat(m.getCandidate().getMissing()).isEqualTo("out of sockets"));
  }

  private static List<MeasurementTaken> probed(Rollouts rollout) {
    return rollout.stage.announced(Topics.MEASUREMENTS).stream().filter(Probes::isOne).toList();
  }

  private static Probe probe(int seconds) {
    return Probe.newBuilder().setPath("/login").setEvery(seconds * 1_000L).build();
  }

  /** Of different paths, every two seconds. */
  private static Probe[] six() {
    return IntStream.rangeClosed(1, 6)
        .mapToObj(i -> Probe.newBuilder(probe(2)).setPath("/" + i).build())
        .toArray(Probe[]::new);
  }

  private static TrafficShifted shift(Probe... probes) {
    return TrafficShifted.newBuilder(Rollouts.shift())
        .setVerify(Events.verify().setProbes(new ArrayList<>(List.of(probes))).build())
        .build();
  }
}
