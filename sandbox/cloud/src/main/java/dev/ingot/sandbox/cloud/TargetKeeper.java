package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.machine.Machine;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.model.TargetGroup;
import dev.ingot.sandbox.cloud.model.TargetState;
import dev.ingot.sandbox.cloud.proxy.HealthChecker;
import dev.ingot.sandbox.cloud.proxy.RouteTable;
import dev.ingot.sandbox.cloud.proxy.Target;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Keeps the health of all targets, and hands the load balancer what it goes by. Only a target group
 * that a rule names is checked. {@link #look} runs under the account's lock; what it publishes is
 * read without.
 */
final class TargetKeeper {
  private final Account account;
  private final HealthChecker checker;
  private final Set<String> watched = new HashSet<>();
  private volatile Routing routing;

  /** What the load balancer goes by, all of one moment. */
  private record Routing(RouteTable table, Map<String, List<Target>> targets) {
    /** Whether the load balancer has been told to send the target nothing more. */
    boolean drains(String group, String target) {
      return targets.getOrDefault(group, List.of()).stream()
          .anyMatch(one -> one.id().equals(target) && one.state() == Target.State.DRAINING);
    }
  }

  TargetKeeper(Account account, HealthChecker checker) {
    this.account = account;
    this.checker = checker;
    this.routing = new Routing(account.rules().table(), Map.of());
  }

  RouteTable table() {
    return routing.table();
  }

  /** Weights of the target groups, by ARN, that share the requests for a host. */
  Map<String, Integer> weights(String host) {
    Map<String, Integer> weights = new HashMap<>();
    if (table().actionFor(new ToHost(host)) instanceof RouteTable.Action.Forward forward) {
      forward.groups().forEach(g -> weights.merge(g.targetGroup(), g.weight(), Integer::sum));
    }
    return weights;
  }

  /** A user's request: nothing but the host matters. */
  private record ToHost(String host) implements RouteTable.RequestView {
    @Override
    public String path() {
      return "/";
    }

    @Override
    public List<String> header(String name) {
      return List.of();
    }
  }

  List<Target> targets(String targetGroup) {
    return routing.targets().getOrDefault(targetGroup, List.of());
  }

  /**
   * One look at all target groups.
   *
   * @param inFlight how many requests are on their way to a target
   */
  void look(ToIntFunction<String> inFlight) {
    Instant now = account.now();
    Set<String> watching = new HashSet<>();
    Map<String, List<Target>> targets = new HashMap<>();
    for (TargetGroup group : account.targetGroups().all()) {
      group.use(account.rules().name(group.arn()), now);
      List<Target> routed = new ArrayList<>();
      for (TargetState target : List.copyOf(group.targets())) {
        look(group, target, now, watching).ifPresent(routed::add);
        boolean noMoreToCome = routing.drains(group.arn(), key(group, target));
        if (noMoreToCome && inFlight.applyAsInt(key(group, target)) == 0) {
          target.becomeQuiet();
        }
      }
      targets.put(group.arn(), List.copyOf(routed));
    }
    watched.stream().filter(key -> !watching.contains(key)).forEach(checker::unwatch);
    watched.clear();
    watched.addAll(watching);
    routing = new Routing(account.rules().table(), Map.copyOf(targets));
  }

  private Optional<Target> look(
      TargetGroup group, TargetState target, Instant now, Set<String> watching) {
    String key = key(group, target);
    Optional<Instance> instance = account.instances().find(target.instanceId());
    if (instance.map(i -> i.state() == Instance.State.TERMINATED).orElse(true)
        || drained(group, target, now)) {
      group.forget(target.instanceId());
      return Optional.empty();
    }
    Optional<InetSocketAddress> address =
        instance
            .filter(i -> i.state() == Instance.State.RUNNING)
            .flatMap(Instance::machine)
            .map(Machine::address);
    if (target.draining()) {
      return address.map(at -> new Target(key, at, Target.State.DRAINING));
    }
    if (address.isEmpty()) {
      target.notRunning(instance.get().state().word());
      return Optional.empty();
    }
    if (!group.used()) {
      target.notInUse();
      return Optional.empty();
    }
    checker.watch(key, address.get(), group.settings().check());
    watching.add(key);
    target.checked(checker.health(key));
    boolean healthy = target.state() == TargetState.State.HEALTHY;
    return Optional.of(
        new Target(key, address.get(), healthy ? Target.State.HEALTHY : Target.State.UNHEALTHY));
  }

  private static String key(TargetGroup group, TargetState target) {
    return target.instanceId() + "@" + group.arn();
  }

  private static boolean drained(TargetGroup group, TargetState target, Instant now) {
    return target
        .drainingSince()
        .map(since -> !group.used() || !since.plus(group.deregistrationDelay()).isAfter(now))
        .orElse(false);
  }
}
