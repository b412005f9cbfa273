package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fleets whose instances are told apart: 500 simulated rollouts of 60 ticks, 200 requests a tick to
 * each of the candidate's instances and 400 to each live one, of which 1 % fail; a gamma factor per
 * instance and tick; &alpha; = 1 %.
 */
class LeaveOneOutTest {
  private static final int RUNS = 500;
  private static final int TICKS = 60;
  private static final double ERRORS = 0.01;

  // --- simulated ---

  /** With no bad host, and with one live host that has so many times the errors. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 0, 1.0",
    "2, 1, 0.71, 1.0",
    "4, 1, 0.71, 1.0",
    "4, 1, 0.71, 1.2",
    "2, 30, 0, 1.0",
    "2, 30, 0.71, 1.2",
    "4, 30, 0.71, 1.0"
  })
  void rollsIdenticalVersionsBackMoreSeldomThanAlpha(
      int hosts, double badHost, double burst, double ratio) {
    Simulated same = simulate(hosts, hosts, 1, badHost, burst, ratio);

    assertThat(same.apart().share()).isLessThanOrEqualTo(0.01);
  }

  /** Seven hosts vary less together than one: as many are compared with as many. */
  @ParameterizedTest
  @CsvSource({"8, 2", "10, 2", "4, 2", "2, 8"})
  void rollsNoMoreBackWhereTheFleetsHaveNotTheSameSize(int candidates, int lives) {
    Simulated same = simulate(candidates, lives, 1, 1, 0.71, 1.0);

    assertThat(same.apart().share()).isLessThanOrEqualTo(0.01);
  }

  @ParameterizedTest
  @CsvSource({"8, 2", "2, 8"})
  void findsAWorseCandidateWhereTheFleetsHaveNotTheSameSize(int candidates, int lives) {
    Simulated worse = simulate(candidates, lives, 3, 1, 0, 1.2);

    assertThat(worse.apart().share()).isGreaterThan(0.99);
  }

  /** Three times the errors, beside a live host of four that fails thirty times as often. */
  @Test
  void aBadLiveHostHidesNoBadCandidate() {
    Simulated hidden = simulate(4, 4, 3, 30, 0, 1.2);

    assertThat(hidden.whole().share()).as("as wholes").isLessThan(0.01);
    assertThat(hidden.apart().share()).as("told apart").isGreaterThan(0.99);
    assertThat(hidden.apart().medianTick()).isBetween(15, 30);
  }

  @Test
  void losesLittleWhereNoHostIsBad() {
    Simulated worse = simulate(4, 4, 3, 1, 0, 1.2);

    assertThat(worse.apart().share()).isGreaterThan(0.99);
    assertThat(worse.apart().medianTick()).isLessThanOrEqualTo(worse.whole().medianTick() + 5);
  }

  @Test
  void aBadLiveHostProvesNothing() {
    LeaveOneOut proof = LeaveOneOut.proven(2, false, LeaveOneOutTest::draws);
    ThinnedBetting whole = ThinnedBetting.mirrored(2, LeaveOneOutTest::draws);
    for (int tick = 0; tick < TICKS; tick++) {
      // Three times as bad as the live host that is well.
      Parted candidate = parted(Map.of("c-1", counts(200, 6), "c-2", counts(200, 6)));
      Parted live = parted(Map.of("l-1", counts(400, 4), "l-2", counts(400, 120)));
      proof.add(tick, candidate, live);
      whole.add(tick, candidate.all(), live.all());
    }

    assertThat(whole.logEvidence()).isGreaterThan(Math.log(100));
    assertThat(proof.logEvidence()).isNegative();
  }

  // --- what instances may do ---

  @Test
  void isTheComparisonOfWholesWithoutTwoInstancesInEachFleet() {
    for (int alone = 0; alone < 2; alone++) {
      LeaveOneOut one = LeaveOneOut.worse(1.2, false, LeaveOneOutTest::draws);
      ThinnedBetting whole = new ThinnedBetting(1.2, LeaveOneOutTest::draws);
      Parted single = parted(Map.of("i-1", counts(400, 12)));
      Parted two = parted(Map.of("i-2", counts(200, 5), "i-3", counts(200, 3)));
      for (int tick = 0; tick < 20; tick++) {
        one.add(tick, alone == 0 ? single : two, alone == 0 ? two : single);
        whole.add(tick, (alone == 0 ? single : two).all(), (alone == 0 ? two : single).all());
      }

      assertThat(one.logEvidence()).isEqualTo(whole.logEvidence());
      assertThat(one.partedTicks()).isZero();
    }
  }

  @Test
  void nothingIsWonByAnInstanceThatComesOrGoes() {
    LeaveOneOut one = LeaveOneOut.worse(1, false, LeaveOneOutTest::draws);
    Parted candidate = parted(Map.of("c-1", counts(200, 4), "c-2", counts(200, 4)));
    for (int tick = 0; tick < 10; tick++) {
      one.add(tick, candidate, parted(Map.of("l-1", counts(400, 2), "l-2", counts(400, 2))));
    }
    double before = one.logEvidence();
    Counts idle = counts(0, 0);

    // Ten that come and do nothing, in a tick that says nothing.
    Map<String, Counts> many = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      many.put("l-" + i, idle);
    }
    one.add(11, parted(Map.of("c-1", idle, "c-2", idle)), parted(many));
    one.add(12, parted(Map.of("c-1", idle, "c-2", idle)), parted(Map.of("l-1", idle)));

    assertThat(one.logEvidence()).isCloseTo(before, within(1e-9));
  }

  @Test
  void remembersNoMoreInstancesThanItLeavesOut() {
    LeaveOneOut one = LeaveOneOut.worse(1, false, LeaveOneOutTest::draws);
    Parted candidate = parted(Map.of("c-1", counts(200, 20), "c-2", counts(200, 20)));
    for (int tick = 0; tick < 100; tick++) {
      one.add(
          tick,
          candidate,
          parted(Map.of("l-" + 2 * tick, counts(400, 2), "l-" + (2 * tick + 1), counts(400, 2))));
    }

    assertThat(one.leftOut()).isEqualTo(LeaveOneOut.MOST);
    assertThat(one.logEvidence()).isFinite().isGreaterThan(Math.log(100));
  }

  /** Whatever order a source tells its instances in, which may be another in each process. */
  @Test
  void drawsTheSameAtEveryReplay() {
    List<String> names = IntStream.range(10, 40).mapToObj(i -> "i-" + i).toList();

    assertThat(told(names, 3).instances().keySet()).containsExactlyElementsOf(names);
    assertThat(replay(names.reversed())).isEqualTo(replay(names));
  }

  private static double replay(List<String> names) {
    LeaveOneOut one = LeaveOneOut.worse(1.2, false, LeaveOneOutTest::draws);
    for (int tick = 0; tick < 20; tick++) {
      one.add(
          tick,
          told(names, 3),
          told(names.stream().filter(name -> name.compareTo("i-30") < 0).toList(), 4));
    }
    return one.logEvidence();
  }

  /** Each has other counts, so that it matters which of them are drawn. */
  private static Parted told(List<String> names, int least) {
    Map<String, Sample> samples = new LinkedHashMap<>();
    for (String name : names) {
      int bad = least + Math.floorMod(name.hashCode(), 7);
      samples.put(name, new Sample.Counted(200, bad));
    }
    return Parted.of(
            new Arm(Instances.together(samples), Steps.START, samples), new Counting.Counted())
        .orElseThrow();
  }

  @Test
  void partsThatAreMoreThanTheWholeAreNone() {
    Map<String, Sample> odd =
        Map.of("a", new Sample.Counted(60, 0), "b", new Sample.Counted(60, 1));

    Parted parted =
        Parted.of(new Arm(new Sample.Counted(100, 5), Steps.START, odd), new Counting.Counted())
            .orElseThrow();

    assertThat(parted.isParted()).isFalse();
    assertThat(parted.all()).isEqualTo(counts(100, 5));
  }

  private static Counts counts(long requests, long bad) {
    return new Counts(requests, bad);
  }

  private static Parted parted(Map<String, Counts> hosts) {
    return new Parted(
        hosts.values().stream().reduce(Counts.NONE, Counts::plus),
        new TreeMap<>(hosts),
        hosts.size());
  }

  private static UniformRandomProvider draws(long tick) {
    return new SplitMix64(tick * 31 + 7);
  }

  private record Detected(double share, int medianTick) {
    static Detected of(int[] fired) {
      Arrays.sort(fired);
      long count = Arrays.stream(fired).filter(tick -> tick <= TICKS).count();
      return new Detected((double) count / RUNS, fired[RUNS / 2]);
    }
  }

  private record Simulated(Detected apart, Detected whole) {}

  /**
   * @param times how many times the errors the candidate has
   * @param badHost how many times the errors the first live host has
   */
  private static Simulated simulate(
      int candidates, int lives, double times, double badHost, double burst, double ratio) {
    UniformRandomProvider random = new SplitMix64(42);
    ContinuousSampler factors = factors(burst, random);
    int[] apart = new int[RUNS];
    int[] whole = new int[RUNS];
    for (int run = 0; run < RUNS; run++) {
      long seed = run;
      LeaveOneOut one =
          LeaveOneOut.worse(ratio, false, tick -> new SplitMix64(seed * 1_000_003 + tick));
      ThinnedBetting all =
          new ThinnedBetting(ratio, tick -> new SplitMix64(seed * 1_000_003 + tick));
      apart[run] = Integer.MAX_VALUE;
      whole[run] = Integer.MAX_VALUE;
      for (int tick = 1; tick <= TICKS && (apart[run] > TICKS || whole[run] > TICKS); tick++) {
        Parted candidate = fleet("c-", candidates, 200, times, times, factors, random);
        Parted live = fleet("l-", lives, 400, 1, badHost, factors, random);
        one.add(tick, candidate, live);
        all.add(tick, candidate.all(), live.all());
        if (one.logEvidence() >= Math.log(100) && apart[run] > TICKS) {
          apart[run] = tick;
        }
        if (all.logEvidence() >= Math.log(100) && whole[run] > TICKS) {
          whole[run] = tick;
        }
      }
    }
    return new Simulated(Detected.of(apart), Detected.of(whole));
  }

  /** Of mean 1, and with this coefficient of variation. */
  private static ContinuousSampler factors(double burst, UniformRandomProvider random) {
    return burst == 0
        ? () -> 1
        : AhrensDieterMarsagliaTsangGammaSampler.of(random, 1 / (burst * burst), burst * burst);
  }

  private static Parted fleet(
      String prefix,
      int hosts,
      long requests,
      double times,
      double first,
      ContinuousSampler factors,
      UniformRandomProvider random) {
    Map<String, Counts> fleet = new HashMap<>();
    for (int i = 0; i < hosts; i++) {
      double mean = requests * ERRORS * factors.sample() * (i == 0 ? first : times);
      long bad = mean <= 0 ? 0 : PoissonSampler.of(random, mean).sample();
      fleet.put(prefix + i, counts(requests, Math.min(bad, requests)));
    }
    return parted(fleet);
  }
}
