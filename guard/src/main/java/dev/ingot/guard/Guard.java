package dev.ingot.guard;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.stage.Health;
import dev.ingot.stage.ProcessHealth;
import dev.ingot.stage.Repeating;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the live weights of one environment wherever the rule's rollback time has passed: the
 * way back that needs no Kafka and no owner. Any number of guards may run at once.
 */
public final class Guard implements Health {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private static final String UNSEEN = "it has not looked yet";

  private final String environment;
  private final Supplier<Cloud> cloud;
  private final InstantSource clock;
  private final Listener listener;
  private final LastLook looks;
  private volatile @Nullable GuardMetrics metrics;
  private volatile String trouble = UNSEEN;

  Guard(String environment, Supplier<Cloud> cloud, InstantSource clock, Listener listener) {
    this(environment, cloud, clock, listener, new LastLook(System::nanoTime));
  }

  Guard(
      String environment,
      Supplier<Cloud> cloud,
      InstantSource clock,
      Listener listener,
      LastLook looks) {
    this.environment = environment;
    this.cloud = cloud;
    this.clock = clock;
    this.listener = listener;
    this.looks = looks;
  }

  /** A guard of each environment; none looks before it is told to. */
  public static List<Guard> of(CloudsByEnvironment clouds, Listener listener) {
    return clouds.names().stream()
        .map(name -> new Guard(name, () -> clouds.get(name), InstantSource.system(), listener))
        .toList();
  }

  /** A guard of each environment that puts what it does in the log and tells nobody else. */
  public static List<Guard> of(CloudsByEnvironment clouds) {
    return of(clouds, restoration -> {});
  }

  /** Is told what guards do, on the thread of the look. */
  public interface Listener {
    void restored(Restoration restoration);

    /**
     * A look failed in a new way, or works again.
     *
     * @param why empty when it works
     */
    default void troubled(String environment, String why) {}
  }

  /**
   * Guards until closed, on a thread of its own; its health counts for the process meanwhile, and
   * its metrics are shown.
   *
   * @param interval between two looks at the rules
   */
  public AutoCloseable start(Duration interval) {
    looks.expectedEvery(interval);
    GuardMetrics shown = new GuardMetrics(Metrics.globalRegistry, environment, looks);
    metrics = shown;
    ProcessHealth.add(this);
    Repeating turns = Repeating.start("guard-" + environment, interval, this::look);
    return () -> {
      ProcessHealth.remove(this);
      turns.close();
      shown.close();
    };
  }

  /**
   * One look at every service's rule; one that fails does not hold up the others.
   *
   * @throws RuntimeException the last failure, mostly a {@link dev.ingot.cloud.CloudException}: not
   *     every rule is known to be as it should
   * @throws Error likewise
   */
  public void look() {
    Throwable failure = null;
    try {
      Cloud open = cloud.get();
      for (Route due : GuardDecision.due(open.traffic().routes(), clock.instant())) {
        try {
          restore(open, due);
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        looks.movedOn();
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    looks.ended();
    tell(failure == null ? "" : sentence(failure));
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException surprise) {
      throw surprise;
    }
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof CloudException && message != null ? message : failure.toString();
  }

  private void tell(String now) {
    String before = trouble;
    trouble = now;
    if (!now.equals(before) && !(now.isEmpty() && before.equals(UNSEEN))) {
      listener.troubled(environment, now);
    }
  }

  private void restore(Cloud open, Route due) {
    Optional<Route> after =
        open.traffic().restoreLive(due.service(), due.rollbackAt().orElseThrow());
    if (GuardDecision.othersHadIt(due, after)) {
      LOG.info(
          "environment={} service={} somebody has seen to it meanwhile",
          environment,
          due.service());
      return;
    }
    Restoration restoration = Restoration.of(environment, due, clock.instant());
    LOG.warn("{}: nobody renewed its candidate", restoration.line());
    GuardMetrics shown = metrics;
    if (shown != null) {
      shown.restored();
    }
    listener.restored(restoration);
  }

  /** The environment that it guards. */
  public String environment() {
    return environment;
  }

  /** False when a look has not moved on for 5 minutes. */
  @Override
  public boolean live() {
    return !looks.isStuck();
  }

  /**
   * Whether the last look saw every rule and restored all that were due, and is no older than three
   * intervals.
   */
  @Override
  public boolean ready() {
    return reasons().isEmpty();
  }

  @Override
  public List<String> reasons() {
    String now = trouble;
    List<String> reasons = new ArrayList<>();
    if (!now.isEmpty()) {
      reasons.add("the guard of %s cannot work: %s".formatted(environment, now));
    }
    if (looks.isLate() || looks.isStuck()) {
      reasons.add(
          "the guard of %s has ended no look for %d s"
              .formatted(environment, looks.age().toSeconds()));
    }
    return reasons;
  }
}
