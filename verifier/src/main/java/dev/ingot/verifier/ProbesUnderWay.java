package dev.ingot.verifier;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.Preview;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.Probe;
import dev.ingot.events.TrafficShifted;
import dev.ingot.pipeline.MinimumBake;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.verifier.Probes.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Sends the probes of all steps that are judged here, and never waits for a slow one: a look takes
 * what has been answered, and a later one the rest. At most four of a step are under way, and one
 * of each probe, those first that have waited longest; so what does not answer holds up neither its
 * own step's judging nor another's, nor the other probes for ever.
 *
 * <p>What is under way is nobody's memory: of a verifier that is killed the tick stays unknown.
 */
final class ProbesUnderWay {
  /** Each holds up to 128 KiB of an answer. */
  private static final int MOST = 512;

  /** What nobody has looked at for so long is another verifier's now. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final BiFunction<Preview, Probe, Probing.Result> prober;
  private final Semaphore room = new Semaphore(MOST);
  private final ConcurrentMap<Key, OfAStep> steps = new ConcurrentHashMap<>();

  ProbesUnderWay(BiFunction<Preview, Probe, Probing.Result> prober) {
    this.prober = prober;
  }

  private record Key(String deployment, int step, Instant shiftedAt) {
    static Key of(TrafficShifted shift) {
      return new Key(shift.getDeployment().getId(), shift.getStep(), shift.getShiftedAt());
    }
  }

  private record Sent(Due due, CompletableFuture<Probing.Result> answer) {}

  /** Of one step; its looks come one after the other. */
  private static final class OfAStep {
    private final Map<Integer, Sent> sent = new HashMap<>();
    private Optional<Preview> preview = Optional.empty();
    private volatile Instant lookedAt;

    OfAStep(Instant now) {
      this.lookedAt = now;
    }
  }

  /** What was answered since the last look, to be announced; and sends what is due. */
  List<MeasurementTaken> look(
      TrafficShifted shift, Cloud cloud, List<MeasurementTaken> history, Instant now) {
    if (Probes.of(shift).isEmpty()) {
      return List.of();
    }
    OfAStep step = step(Key.of(shift), now);
    long end = System.nanoTime() + MinimumBake.PROBES_WAITED_FOR.toNanos();
    List<MeasurementTaken> answered = new ArrayList<>(answered(step, shift));
    boolean more = true;
    while (more) {
      List<MeasurementTaken> known = Stream.concat(history.stream(), answered.stream()).toList();
      boolean sent = send(step, shift, cloud, Probes.due(shift, known, now));
      // Where all have answered, there is room for those that found none.
      more = sent && haveAllAnswered(step, end);
      answered.addAll(answered(step, shift));
    }
    return answered;
  }

  private OfAStep step(Key key, Instant now) {
    if (!steps.containsKey(key)) {
      steps.values().removeIf(one -> one.lookedAt.plus(FORGOTTEN).isBefore(now));
    }
    OfAStep step = steps.computeIfAbsent(key, absent -> new OfAStep(now));
    step.lookedAt = now;
    return step;
  }

  /** When there is something to send, or to take. */
  Instant next(TrafficShifted shift, Instant now) {
    OfAStep step = steps.get(Key.of(shift));
    Instant again =
        step == null || step.sent.isEmpty() ? Instant.MAX : now.plus(MinimumBake.PROBES_LOOKED_FOR);
    return Probes.of(shift).stream()
        .map(probe -> probe.next(shift, now))
        .filter(next -> next.isBefore(again))
        .min(Instant::compareTo)
        .orElse(again);
  }

  /** The step is over; what is still under way is nobody's business any more. */
  void forget(TrafficShifted shift) {
    steps.remove(Key.of(shift));
  }

  /** Whether any of them was sent. */
  private boolean send(OfAStep step, TrafficShifted shift, Cloud cloud, List<Due> waiting) {
    List<Due> next =
        waiting.stream()
            .filter(due -> !step.sent.containsKey(due.probe().number()))
            .limit(MinimumBake.PROBES_AT_ONCE - step.sent.size())
            .toList();
    if (next.isEmpty()) {
      return false;
    }
    try {
      if (step.preview.isEmpty()) {
        step.preview = Optional.of(cloud.fleets().preview(shift.getCandidate().getName()));
      }
    } catch (CloudException e) {
      // The next look asks again; a cloud that is away must not keep the rest from being judged.
      return false;
    }
    boolean sent = false;
    for (Due due : next) {
      sent |= send(step, due, step.preview.get());
    }
    return sent;
  }

  private boolean send(OfAStep step, Due due, Preview preview) {
    if (!room.tryAcquire()) {
      return false;
    }
    CompletableFuture<Probing.Result> answer = new CompletableFuture<>();
    boolean started = false;
    try {
      Thread.ofVirtual().start(() -> ask(preview, due.probe().probe(), answer));
      started = true;
    } finally {
      if (!started) {
        room.release();
      }
    }
    step.sent.put(due.probe().number(), new Sent(due, answer));
    return true;
  }

  private void ask(Preview preview, Probe probe, CompletableFuture<Probing.Result> answer) {
    try {
      answer.complete(prober.apply(preview, probe));
    } catch (RuntimeException e) {
      answer.complete(new Probing.Result.Unreachable(String.valueOf(e.getMessage())));
    } finally {
      room.release();
      // Whatever else ended it: its place in the step is free again.
      answer.complete(new Probing.Result.Unreachable("the probe broke off"));
    }
  }

  private static List<MeasurementTaken> answered(OfAStep step, TrafficShifted shift) {
    List<MeasurementTaken> answered = new ArrayList<>();
    Iterator<Sent> all = step.sent.values().iterator();
    while (all.hasNext()) {
      Sent sent = all.next();
      Probing.Result result = sent.answer().getNow(null);
      if (result != null) {
        answered.add(Probes.measurement(sent.due().probe(), shift, sent.due().tick(), result));
        all.remove();
      }
    }
    return answered;
  }

  /** Waits for them until then. */
  private static boolean haveAllAnswered(OfAStep step, long end) {
    try {
      CompletableFuture.allOf(
              step.sent.values().stream().map(Sent::answer).toArray(CompletableFuture[]::new))
          .get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      // What is late is taken by a later look.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
