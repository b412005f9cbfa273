package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.TrafficRouter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/**
 * Weights in a forward action, notes in the rule's tags.
 *
 * <p>Order of writing: while a candidate has traffic there must never be a moment without a note
 * that says how to go back. So notes that add a way back are written before the weights, and notes
 * that take it away after them.
 */
final class AwsTrafficRouter implements TrafficRouter {
  private final CloudEnvironment environment;
  private final Hand limited;
  private final Hand urgent;

  AwsTrafficRouter(CloudEnvironment environment, AwsClients clients) {
    this.environment = environment;
    this.limited = new Hand(clients.elb());
    this.urgent = new Hand(clients.urgentElb());
  }

  @Override
  public Optional<Route> current(String service) {
    return AwsFailures.translated(() -> limited.find(service).map(ServiceRule::route));
  }

  @Override
  public List<Route> routes() {
    // The guard reads this: like the way back itself, it must not wait for a turn.
    return AwsFailures.translated(() -> urgent.findAll().stream().map(ServiceRule::route).toList());
  }

  @Override
  public void shift(Route route) {
    // Read without a limiter, so that the write comes right after the caller's look at its lease.
    AwsFailures.translated(() -> limited.shift(route, urgent.find(route.service())));
  }

  @Override
  public Optional<Route> restoreLive(String service) {
    return restoreLive(service, route -> true);
  }

  @Override
  public Optional<Route> restoreLive(String service, Instant rollbackAt) {
    return restoreLive(service, route -> route.rollbackAt().filter(rollbackAt::equals).isPresent());
  }

  private Optional<Route> restoreLive(String service, Predicate<Route> still) {
    return AwsFailures.translated(
        () -> {
          Optional<ServiceRule> there = urgent.find(service);
          if (there.isEmpty() || !still.test(there.get().route())) {
            return there.map(ServiceRule::route);
          }
          urgent.write(there.get().route().restored(), there.get(), false);
          return urgent.find(service).map(ServiceRule::route);
        });
  }

  @Override
  public Optional<Route> restoreLive(Route back) {
    return AwsFailures.translated(
        () -> {
          urgent.restore(back.restored());
          return urgent.find(back.service()).map(ServiceRule::route);
        });
  }

  private Match environmentsOwn(String service) {
    return Match.all(environment.host(service));
  }

  private Match match(Route route) {
    return route.match().orElseGet(() -> environmentsOwn(route.service()));
  }

  /** A service's rule with its tags. */
  private final class ServiceRule {
    private final Rule rule;
    private final Map<String, String> tags;

    ServiceRule(Rule rule, Map<String, String> tags) {
      this.rule = rule;
      this.tags = tags;
    }

    Rule rule() {
      return rule;
    }

    Map<String, String> tags() {
      return tags;
    }

    String service() {
      return tags.getOrDefault(Tags.SERVICE, "");
    }

    Route route() {
      Map<String, Integer> weights = new HashMap<>();
      Listener.weights(rule).forEach((arn, weight) -> weights.put(Listener.nameOf(arn), weight));
      return new Route(
          service(),
          Percent.of(weights),
          note(Tags.LIVE),
          note(Tags.CANDIDATE),
          note(Tags.ROLLBACK_AT).flatMap(Notes::instant),
          Listener.match(rule).filter(match -> !match.equals(environmentsOwn(service()))));
    }

    private Optional<String> note(String key) {
      return Optional.ofNullable(tags.get(key)).filter(value -> !value.isEmpty());
    }
  }

  /** Reads and writes through one client: the limited one, or the urgent one. */
  private final class Hand {
    private final ElasticLoadBalancingV2Client elb;
    private final Listener listener;

    Hand(ElasticLoadBalancingV2Client elb) {
      this.elb = elb;
      this.listener = new Listener(elb, environment.listener());
    }

    Optional<ServiceRule> find(String service) {
      String host = environment.host(service);
      Map<Boolean, List<Rule>> rules =
          listener.rules().stream()
              .collect(Collectors.partitioningBy(rule -> Listener.mayBeOf(rule, service, host)));
      return find(service, rules.getOrDefault(true, List.of()))
          // Else it was changed by hand, and only its tags tell.
          .or(() -> find(service, rules.getOrDefault(false, List.of())));
    }

    private Optional<ServiceRule> find(String service, List<Rule> rules) {
      return withTags(rules).stream().filter(rule -> rule.service().equals(service)).findFirst();
    }

    List<ServiceRule> findAll() {
      return withTags(listener.rules());
    }

    /** Those that are ours, the one that AWS looks at first in front. */
    private List<ServiceRule> withTags(List<Rule> rules) {
      List<Rule> candidates =
          rules.stream()
              .filter(rule -> Listener.SERVICES.holds(rule.priority()))
              .filter(rule -> !Listener.isPreview(rule))
              .sorted(Comparator.comparingInt(rule -> Integer.parseInt(rule.priority())))
              .toList();
      if (candidates.isEmpty()) {
        return List.of();
      }
      Map<String, Map<String, String>> tags =
          listener.tags(candidates.stream().map(Rule::ruleArn).toList());
      return candidates.stream()
          .map(rule -> new ServiceRule(rule, tags.getOrDefault(rule.ruleArn(), Map.of())))
          .filter(rule -> !rule.service().isEmpty())
          .filter(rule -> environment.name().equals(rule.tags().get(Tags.ENVIRONMENT)))
          .toList();
    }

    void shift(Route route, Optional<ServiceRule> there) {
      if (there.isPresent()) {
        write(route, there.get(), true);
      } else if (!route.weights().isEmpty()) {
        create(route);
      }
    }

    void restore(Route route) {
      Optional<ServiceRule> there = find(route.service());
      if (there.isPresent()) {
        // What it takes is another's trouble: the way back is weights.
        write(route.at(there.get().route().match()), there.get(), false);
      } else if (!route.weights().isEmpty()) {
        create(route);
      }
    }

    private void create(Route route) {
      Map<String, String> tags = new HashMap<>(Notes.of(route));
      tags.put(Tags.SERVICE, route.service());
      tags.put(Tags.ENVIRONMENT, environment.name());
      listener.create(
          Listener.places(match(route), environment.priorities()),
          seed(route),
          Listener.conditions(match(route)),
          Listener.forward(byTargetGroup(route, Map.of())),
          tags);
    }

    private String seed(Route route) {
      return environment.name() + "/" + route.service();
    }

    /**
     * @param places whether the rule is also put where its path belongs
     */
    void write(Route wanted, ServiceRule rule, boolean places) {
      if (wanted.weights().isEmpty()) {
        listener.delete(rule.rule());
        return;
      }
      Map<String, String> notes = Notes.of(wanted);
      if (wanted.rollbackAt().isPresent()) {
        addNotes(rule, notes);
        setAction(wanted, rule, places);
      } else {
        setAction(wanted, rule, places);
        addNotes(rule, notes);
      }
      removeNotes(rule, notes);
    }

    private void setAction(Route wanted, ServiceRule rule, boolean places) {
      String arn = rule.rule().ruleArn();
      Map<String, Integer> now = Listener.weights(rule.rule());
      Map<String, Integer> then = byTargetGroup(wanted, now);
      Match match = match(wanted);
      List<RuleCondition> conditions = Listener.conditions(match);
      boolean changes = !Listener.hasConditions(rule.rule(), conditions);
      boolean deeper =
          Listener.match(rule.rule()).filter(m -> m.depth() >= match.depth()).isEmpty();
      try {
        // Never a short path in front of a longer one: back first and then shorter, or longer
        // first.
        if (places && !deeper) {
          listener.move(
              rule.rule(), Listener.places(match, environment.priorities()), seed(wanted));
        }
        if (changes) {
          elb.modifyRule(
              r -> r.ruleArn(arn).conditions(conditions).actions(Listener.forward(then)));
        } else if (!then.equals(now)) {
          elb.modifyRule(r -> r.ruleArn(arn).actions(Listener.forward(then)));
        }
        if (places && deeper) {
          listener.move(
              rule.rule(), Listener.places(match, environment.priorities()), seed(wanted));
        }
      } catch (RuleNotFoundException e) {
        throw new CloudException.Conflict(
            "the rule of service '" + wanted.service() + "' went away just now", e);
      }
    }

    private void addNotes(ServiceRule rule, Map<String, String> notes) {
      if (!rule.tags().entrySet().containsAll(notes.entrySet())) {
        elb.addTags(r -> r.resourceArns(rule.rule().ruleArn()).tags(Tags.elb(notes)));
      }
    }

    private void removeNotes(ServiceRule rule, Map<String, String> notes) {
      List<String> gone = new ArrayList<>(Tags.NOTES);
      gone.removeAll(notes.keySet());
      gone.retainAll(rule.tags().keySet());
      if (!gone.isEmpty()) {
        elb.removeTags(r -> r.resourceArns(rule.rule().ruleArn()).tagKeys(gone));
      }
    }

    /** Fleets that the rule names already need no look-up: the way back is two calls. */
    private Map<String, Integer> byTargetGroup(Route route, Map<String, Integer> known) {
      Map<String, String> arns = new HashMap<>();
      known.keySet().forEach(arn -> arns.put(Listener.nameOf(arn), arn));
      Map<String, Integer> weights = new HashMap<>();
      route
          .weights()
          .forEach(
              (fleet, weight) ->
                  weights.put(arns.computeIfAbsent(fleet, this::targetGroupArn), weight));
      return weights;
    }

    private String targetGroupArn(String fleet) {
      return listener
          .targetGroup(fleet)
          .map(TargetGroup::targetGroupArn)
          .orElseThrow(
              () -> new CloudException.NotFound("fleet '" + fleet + "' has no target group", null));
    }
  }

  /** What a rule's tags say beside its weights. */
  private static final class Notes {
    static Map<String, String> of(Route route) {
      Map<String, String> notes = new HashMap<>();
      route.live().ifPresent(fleet -> notes.put(Tags.LIVE, fleet));
      route.candidate().ifPresent(fleet -> notes.put(Tags.CANDIDATE, fleet));
      route.rollbackAt().ifPresent(at -> notes.put(Tags.ROLLBACK_AT, "" + at.toEpochMilli()));
      return notes;
    }

    /** A note that somebody has spoilt counts as overdue: silence is a failure. */
    static Optional<Instant> instant(String epochMillis) {
      try {
        return Optional.of(Instant.ofEpochMilli(Long.parseLong(epochMillis)));
      } catch (NumberFormatException e) {
        return Optional.of(Instant.EPOCH);
      }
    }
  }
}
