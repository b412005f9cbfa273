package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetNames;
import dev.ingot.cloud.Match;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.PriorityInUseException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RulePriorityPair;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

/** The environment's listener: its rules, their tags, and the target groups that they name. */
final class Listener {
  /** Preview rules come before the services' own, else the header would never be looked at. */
  static final Priorities.Range PREVIEWS = new Priorities.Range(1, 9_999);

  static final Priorities.Range SERVICES = new Priorities.Range(10_000, 49_999);

  /** A path of 120 characters has 60 parts at most. */
  private static final int MOST_DEPTHS = 64;

  private static final int MOST_PLACES_PER_DEPTH = 600;

  /** Where an environment has few places in all, deep paths share theirs. */
  private static final int FEWEST_PLACES_PER_DEPTH = 20;

  static final String PREVIEW_HEADER = "X-Ingot-Preview";
  private static final int TAGS_PER_CALL = 20;
  private static final int TRIES = 5;

  private final ElasticLoadBalancingV2Client elb;
  private final String arn;

  Listener(ElasticLoadBalancingV2Client elb, String arn) {
    this.elb = elb;
    this.arn = arn;
  }

  /** Where the load balancer is spoken to. */
  record Entrance(String address, int port, boolean tls) {}

  Entrance entrance() {
    var listener = elb.describeListeners(r -> r.listenerArns(arn)).listeners().getFirst();
    String address =
        elb.describeLoadBalancers(r -> r.loadBalancerArns(listener.loadBalancerArn()))
            .loadBalancers()
            .getFirst()
            .dnsName();
    return new Entrance(address, listener.port(), listener.protocol() == ProtocolEnum.HTTPS);
  }

  List<Rule> rules() {
    return elb.describeRulesPaginator(r -> r.listenerArn(arn)).stream()
        .flatMap(page -> page.rules().stream())
        .filter(rule -> !Boolean.TRUE.equals(rule.isDefault()))
        .toList();
  }

  /** Tags by the ARN of a rule or target group. */
  Map<String, Map<String, String>> tags(Collection<String> arns) {
    Map<String, Map<String, String>> found = new HashMap<>();
    List<String> all = List.copyOf(arns);
    for (int from = 0; from < all.size(); from += TAGS_PER_CALL) {
      List<String> some = all.subList(from, Math.min(all.size(), from + TAGS_PER_CALL));
      elb.describeTags(r -> r.resourceArns(some))
          .tagDescriptions()
          .forEach(t -> found.put(t.resourceArn(), Tags.ofElb(t.tags())));
    }
    return found;
  }

  /**
   * Makes a rule at the first free place of the range, beginning where the seed's hash points;
   * unless it is there already, made by a call whose answer got lost. Notes may differ then.
   */
  Rule create(
      Priorities.Range range,
      String seed,
      List<RuleCondition> conditions,
      Action action,
      Map<String, String> tags) {
    for (int tried = 1; ; tried++) {
      List<Rule> rules = rules();
      Optional<Rule> there = same(rules, range, conditions, tags);
      if (there.isPresent()) {
        return there.get();
      }
      Set<String> taken = rules.stream().map(Rule::priority).collect(Collectors.toSet());
      int priority = Priorities.free(range, seed, taken);
      try {
        return elb.createRule(
                r ->
                    r.listenerArn(arn)
                        .priority(priority)
                        .conditions(conditions)
                        .actions(action)
                        .tags(Tags.elb(tags)))
            .rules()
            .getFirst();
      } catch (PriorityInUseException e) {
        // Somebody took it in between; or we did, in a try before this one.
        if (tried == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Where services' rules of that depth go: the longer path is looked at first. One that another's
   * path begins with has fewer parts.
   */
  static Priorities.Range places(Match match, CloudEnvironment.Priorities all) {
    int size = all.last() - all.first() + 1;
    int depths = Math.clamp(size / FEWEST_PLACES_PER_DEPTH, 1, MOST_DEPTHS);
    int places = Math.min(MOST_PLACES_PER_DEPTH, size / depths);
    int last = all.last() - Math.min(match.depth(), depths - 1) * places;
    return new Priorities.Range(last - places + 1, last);
  }

  /** Moves a rule to a free place of the range; nothing to do where it is in it already. */
  void move(Rule rule, Priorities.Range range, String seed) {
    for (int tried = 1; !range.holds(rule.priority()); tried++) {
      Set<String> taken = rules().stream().map(Rule::priority).collect(Collectors.toSet());
      int priority = Priorities.free(range, seed, taken);
      try {
        elb.setRulePriorities(
            r ->
                r.rulePriorities(
                    RulePriorityPair.builder().ruleArn(rule.ruleArn()).priority(priority).build()));
        return;
      } catch (PriorityInUseException e) {
        if (tried == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Sees to it that no other service has the very same requests.
   *
   * @throws CloudException.Invalid when one has, and names it
   */
  void requireFree(Match match, String service) {
    List<Rule> alike =
        rules().stream()
            .filter(rule -> SERVICES.holds(rule.priority()))
            .filter(rule -> hasConditions(rule, conditions(match)))
            .toList();
    tags(alike.stream().map(Rule::ruleArn).toList()).values().stream()
        .map(tags -> tags.getOrDefault(Tags.SERVICE, service))
        .filter(owner -> !owner.equals(service))
        .findFirst()
        .ifPresent(
            owner -> {
              throw new CloudException.Invalid(
                  "%s%s is the route of service '%s'; choose another in ingot.yaml"
                      .formatted(match.host(), match.path(), owner));
            });
  }

  private Optional<Rule> same(
      List<Rule> rules,
      Priorities.Range range,
      List<RuleCondition> conditions,
      Map<String, String> tags) {
    List<Rule> alike =
        rules.stream()
            .filter(rule -> range.holds(rule.priority()))
            .filter(rule -> values(rule.conditions()).equals(values(conditions)))
            .toList();
    if (alike.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> identity = new HashMap<>(tags);
    identity.keySet().removeAll(Tags.NOTES);
    Map<String, Map<String, String>> theirs = tags(alike.stream().map(Rule::ruleArn).toList());
    return alike.stream()
        .filter(
            rule ->
                theirs
                    .getOrDefault(rule.ruleArn(), Map.of())
                    .entrySet()
                    .containsAll(identity.entrySet()))
        .findFirst();
  }

  /** What the conditions ask for, by field: AWS answers some of it twice, in old and new form. */
  private static Map<String, Set<String>> values(List<RuleCondition> conditions) {
    Map<String, Set<String>> values = new HashMap<>();
    for (RuleCondition condition : conditions) {
      Set<String> those = values.computeIfAbsent(condition.field(), field -> new HashSet<>());
      those.addAll(condition.values());
      if (condition.hostHeaderConfig() != null) {
        those.addAll(condition.hostHeaderConfig().values());
      }
      if (condition.pathPatternConfig() != null) {
        those.addAll(condition.pathPatternConfig().values());
      }
      if (condition.httpHeaderConfig() != null) {
        those.addAll(condition.httpHeaderConfig().values());
      }
    }
    return values;
  }

  void delete(Rule rule) {
    try {
      elb.deleteRule(r -> r.ruleArn(rule.ruleArn()));
    } catch (RuleNotFoundException e) {
      // That is what was wanted.
    }
  }

  /** How many target groups the listener's load balancer has. */
  int targetGroups() {
    String balancer =
        elb.describeListeners(r -> r.listenerArns(arn)).listeners().getFirst().loadBalancerArn();
    return elb.describeTargetGroupsPaginator(r -> r.loadBalancerArn(balancer)).stream()
        .mapToInt(page -> page.targetGroups().size())
        .sum();
  }

  Optional<TargetGroup> targetGroup(String name) {
    try {
      return elb.describeTargetGroups(r -> r.names(name)).targetGroups().stream().findFirst();
    } catch (TargetGroupNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Three or four values of the five that a rule may have. */
  static List<RuleCondition> previewConditions(Match match, String deploymentId) {
    List<RuleCondition> conditions = new ArrayList<>(conditions(match));
    conditions.add(
        RuleCondition.builder()
            .field("http-header")
            .httpHeaderConfig(h -> h.httpHeaderName(PREVIEW_HEADER).values(deploymentId))
            .build());
    return conditions;
  }

  static List<RuleCondition> conditions(Match match) {
    RuleCondition host =
        RuleCondition.builder()
            .field("host-header")
            .hostHeaderConfig(h -> h.values(match.host()))
            .build();
    if (match.depth() == 0) {
      return List.of(host);
    }
    return List.of(
        host,
        RuleCondition.builder()
            .field("path-pattern")
            .pathPatternConfig(p -> p.values(match.path(), match.path() + "/*"))
            .build());
  }

  /** Whether the rule has these conditions and no others. */
  static boolean hasConditions(Rule rule, List<RuleCondition> conditions) {
    return values(rule.conditions()).equals(values(conditions));
  }

  /** Which requests the rule takes; empty when its conditions are none of ours. */
  static Optional<Match> match(Rule rule) {
    Map<String, Set<String>> values = values(rule.conditions());
    Set<String> hosts = values.getOrDefault("host-header", Set.of());
    Optional<String> path =
        values.getOrDefault("path-pattern", Set.of("/")).stream()
            .filter(pattern -> !pattern.endsWith("*"))
            .findFirst();
    if (hosts.size() != 1 || path.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Match(hosts.iterator().next(), path.get()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // somebody has changed it by hand
    }
  }

  /**
   * How a fleet's preview is asked for.
   *
   * @param value what its header must say
   */
  record Previewed(String host, String value) {}

  /** As the fleet's own rule has it; empty where there is none, or none as it was made. */
  Optional<Previewed> previewOf(String fleet) {
    return rules().stream()
        .filter(Listener::isPreview)
        .filter(rule -> weights(rule).keySet().stream().anyMatch(arn -> nameOf(arn).equals(fleet)))
        .flatMap(
            rule ->
                values(rule.conditions()).getOrDefault("http-header", Set.of()).stream()
                    .limit(1)
                    .flatMap(
                        value ->
                            match(rule).map(match -> new Previewed(match.host(), value)).stream()))
        .findFirst();
  }

  static Action forward(Map<String, Integer> weightByTargetGroup) {
    List<TargetGroupTuple> tuples =
        weightByTargetGroup.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                t ->
                    TargetGroupTuple.builder()
                        .targetGroupArn(t.getKey())
                        .weight(t.getValue())
                        .build())
            .toList();
    return Action.builder()
        .type(ActionTypeEnum.FORWARD)
        .forwardConfig(f -> f.targetGroups(tuples))
        .build();
  }

  /** Target group to weight, as the rule's forward action has it. */
  static Map<String, Integer> weights(Rule rule) {
    Map<String, Integer> weights = new HashMap<>();
    for (Action action : rule.actions()) {
      if (action.type() != ActionTypeEnum.FORWARD) {
        continue;
      }
      if (action.forwardConfig() != null && action.forwardConfig().hasTargetGroups()) {
        for (TargetGroupTuple tuple : action.forwardConfig().targetGroups()) {
          // AWS takes a single group without a weight for the whole.
          weights.put(tuple.targetGroupArn(), tuple.weight() == null ? 1 : tuple.weight());
        }
      } else if (action.targetGroupArn() != null) {
        weights.put(action.targetGroupArn(), 1);
      }
    }
    return weights;
  }

  static boolean isPreview(Rule rule) {
    return rule.conditions().stream()
        .anyMatch(
            c ->
                c.httpHeaderConfig() != null
                    && PREVIEW_HEADER.equalsIgnoreCase(c.httpHeaderConfig().httpHeaderName()));
  }

  /**
   * Whether the rule may be the service's: it is for its host, or names one of its fleets. Which it
   * is, its tags say, and they are asked for only then.
   */
  static boolean mayBeOf(Rule rule, String service, String host) {
    return values(rule.conditions()).getOrDefault("host-header", Set.of()).contains(host)
        || weights(rule).keySet().stream()
            .anyMatch(arn -> FleetNames.mayBeOf(service, nameOf(arn)));
  }

  /** {@code …:targetgroup/<name>/<id>}. */
  static String nameOf(String targetGroupArn) {
    String[] parts = targetGroupArn.split("/", -1);
    return parts.length < 3 ? targetGroupArn : parts[parts.length - 2];
  }
}
