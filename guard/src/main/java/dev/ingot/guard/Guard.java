package dev.ingot.guard;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.stage.Health;
import dev.ingot.stage.ProcessHealth;
import dev.ingot.stage.Repeating;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import java.util.Optional;

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
  private volatile String trouble = UNSEEN;

  Guard(String environment, Supplier<Cloud> cloud, InstantSource clock, Listener listener) {
    this.environment = environment;
    this.cloud = cloud;
    this.clock = clock;
    this.listener = listener;
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
   * Guards until closed, on a thread of its own; its health counts for the process meanwhile.
   *
   * @param interval between two looks at the rules
   */
  public AutoCloseable start(Duration interval) {
    ProcessHealth.add(this);
    Repeating looks = Repeating.start("guard-" + environment, interval, this::look);
    return () -> {
      ProcessHealth.remove(this);
      looks.close();
    };
  }

  /**
   * One look at every service's rule; one that fails does not hold up the others.
   *
   * @throws RuntimeException the last failure, mostly a {@link dev.ingot.cloud.CloudException}: not
   *     every rule is known to be as it should
   */
  public void look() {
    RuntimeException failure = null;
    try {
      Cloud open = cloud.get();
      for (Route due : GuardDecision.due(open.traffic().routes(), clock.instant())) {
        try {
          restore(open, due);
        } catch (RuntimeException e) {
          failure = e;
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
    tell(failure == null ? "" : String.valueOf(failure.getMessage()));
    if (failure != null) {
      throw failure;
    }
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
    listener.restored(restoration);
  }

  /** The environment that it guards. */
  public String environment() {
    return environment;
  }

  @Override
  public boolean live() {
    return true;
  }

  /** Whether the last look saw every rule and restored all that were due. */
  @Override
  public boolean ready() {
    return trouble.isEmpty();
  }

  @Override
  public List<String> reasons() {
    String now = trouble;
    return now.isEmpty()
        ? List.of()
        : List.of("the guard of %s cannot work: %s".formatted(environment, now));
  }
}
