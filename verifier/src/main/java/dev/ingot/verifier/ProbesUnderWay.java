package dev.ingot.verifier;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.Preview;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.Probe;
import dev.ingot.events.TrafficShifted;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.verifier.Probes.Repeated;
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

/**
 * Sends the probes of all steps that are judged here, and never waits for a slow one: a look takes
 * what has been answered, and a later one the rest. At most four of a step are under way, and one
 * of each probe; so what does not answer holds up neither its own step's judging nor another's.
 *
 * <p>What is under way is nobody's memory: of a verifier that is killed the tick stays unknown.
 */
final class ProbesUnderWay {
  /** A fleet that answers does so within this; the look that sent them waits so long for all. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  /** When to look again while some are under way. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final int MOST_OF_A_STEP = 4;

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

  private record Sent(Repeated probe, Instant tick, CompletableFuture<Probing.Result> answer) {}

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
    List<Repeated> probes = Probes.of(shift);
    if (probes.isEmpty()) {
      return List.of();
    }
    OfAStep step =
        steps.computeIfAbsent(
            Key.of(shift),
            key -> {
              steps.values().removeIf(one -> one.lookedAt.plus(FORGOTTEN).isBefore(now));
              return new OfAStep(now);
            });
    step.lookedAt = now;
    List<MeasurementTaken> answered = new ArrayList<>(answered(step, shift));
    boolean sent = false;
    for (Repeated probe : probes) {
      Optional<Instant> due = probe.due(shift, now);
      boolean known =
          due.isEmpty()
              || isAfter(Probes.announced(probe, shift, history), due.get())
              || isAfter(
                  answered.stream().filter(m -> m.getMetric().equals(probe.name())).toList(),
                  due.get());
      if (!known && !step.sent.containsKey(probe.number()) && step.sent.size() < MOST_OF_A_STEP) {
        sent |= send(step, shift, cloud, probe, due.get());
      }
    }
    if (sent) {
      patience(step);
      answered.addAll(answered(step, shift));
    }
    return answered;
  }

  private static boolean isAfter(List<MeasurementTaken> taken, Instant due) {
    return taken.stream().anyMatch(m -> !m.getTickStart().isBefore(due));
  }

  /** When there is something to send, or to take. */
  Instant next(TrafficShifted shift, Instant now) {
    OfAStep step = steps.get(Key.of(shift));
    Instant again = step == null || step.sent.isEmpty() ? Instant.MAX : now.plus(AGAIN);
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

  private boolean send(
      OfAStep step, TrafficShifted shift, Cloud cloud, Repeated probe, Instant tick) {
    if (!room.tryAcquire()) {
      return false;
    }
    CompletableFuture<Probing.Result> answer = new CompletableFuture<>();
    try {
      if (step.preview.isEmpty()) {
        step.preview = Optional.of(preview(shift, cloud));
      }
      Preview preview = step.preview.get();
      Thread.ofVirtual().start(() -> ask(preview, probe.probe(), answer));
    } catch (CloudException e) {
      // The next look asks again; a cloud that is away must not keep the rest from being judged.
      room.release();
      return false;
    }
    step.sent.put(probe.number(), new Sent(probe, tick, answer));
    return true;
  }

  private void ask(Preview preview, Probe probe, CompletableFuture<Probing.Result> answer) {
    try {
      answer.complete(prober.apply(preview, probe));
    } catch (RuntimeException e) {
      answer.complete(new Probing.Result.Unreachable(String.valueOf(e.getMessage())));
    } finally {
      room.release();
    }
  }

  private static Preview preview(TrafficShifted shift, Cloud cloud) {
    String service = shift.getDeployment().getService();
    return cloud
        .fleets()
        .preview(
            service,
            shift.getDeployment().getId(),
            cloud.traffic().current(service).flatMap(Route::match));
  }

  private static List<MeasurementTaken> answered(OfAStep step, TrafficShifted shift) {
    List<MeasurementTaken> answered = new ArrayList<>();
    Iterator<Sent> all = step.sent.values().iterator();
    while (all.hasNext()) {
      Sent sent = all.next();
      Probing.Result result = sent.answer().getNow(null);
      if (result != null) {
        answered.add(Probes.measurement(sent.probe(), shift, sent.tick(), result));
        all.remove();
      }
    }
    return answered;
  }

  private static void patience(OfAStep step) {
    try {
      CompletableFuture.allOf(
              step.sent.values().stream().map(Sent::answer).toArray(CompletableFuture[]::new))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // What is late is taken by a later look.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
