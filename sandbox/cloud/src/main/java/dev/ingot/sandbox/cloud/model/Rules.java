package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.proxy.RouteTable;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import dev.ingot.sandbox.cloud.wire.AwsError;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of the one listener. */
public final class Rules {
  private static final int MOST = 100;

  /** What the listener answers when no rule holds. */
  public static final Action.FixedResponse DEFAULT =
      new Action.FixedResponse(
          404, "text/plain", "No rule of the listener matches this request.\n");

  private final Map<String, Rule> byArn = new LinkedHashMap<>();

  Rules() {}

  Rules(List<Rule> kept) {
    kept.forEach(this::put);
  }

  /** What is kept across a restart. */
  List<Rule> keep() {
    return List.copyOf(byArn.values());
  }

  public Rule create(int priority, List<Condition> conditions, Action action) {
    requireFree(priority, "");
    if (byArn.size() >= MOST) {
      throw AwsError.of(
          "TooManyRules", "You've reached the limit on the number of rules per load balancer");
    }
    return put(new Rule(Arns.newRule(), priority, conditions, action));
  }

  /** Keeps it, in place of the one with its ARN. */
  public Rule put(Rule rule) {
    byArn.put(rule.arn(), rule);
    return rule;
  }

  /**
   * The rule of that ARN.
   *
   * @throws AwsError when there is none
   */
  public Rule get(String arn) {
    Rule rule = byArn.get(arn);
    if (rule == null) {
      throw AwsError.of("RuleNotFound", "One or more rules not found: " + arn);
    }
    return rule;
  }

  public boolean has(String arn) {
    return byArn.containsKey(arn);
  }

  public void remove(String arn) {
    get(arn);
    byArn.remove(arn);
  }

  /**
   * Moves rules, all or none.
   *
   * @param priorities by ARN
   */
  public List<Rule> move(Map<String, Integer> priorities) {
    priorities.forEach(
        (arn, priority) -> {
          get(arn);
          byArn.values().stream()
              .filter(rule -> !priorities.containsKey(rule.arn()))
              .filter(rule -> rule.priority() == priority)
              .findFirst()
              .ifPresent(taken -> requireFree(priority, arn));
        });
    if (priorities.values().stream().distinct().count() < priorities.size()) {
      throw AwsError.of("PriorityInUse", "Two rules can't have the same priority");
    }
    return priorities.entrySet().stream()
        .map(entry -> put(get(entry.getKey()).at(entry.getValue())))
        .toList();
  }

  private void requireFree(int priority, String except) {
    boolean taken =
        byArn.values().stream()
            .anyMatch(rule -> rule.priority() == priority && !rule.arn().equals(except));
    if (taken) {
      throw AwsError.of("PriorityInUse", "Priority '" + priority + "' is currently in use");
    }
  }

  /** By priority. */
  public List<Rule> all() {
    return byArn.values().stream().sorted(Comparator.comparingInt(Rule::priority)).toList();
  }

  /** Whether any rule names the target group, which puts it in use. */
  public boolean name(String targetGroup) {
    return byArn.values().stream().anyMatch(rule -> rule.names(targetGroup));
  }

  /** What the load balancer goes by. */
  public RouteTable table() {
    return new RouteTable(byArn.values().stream().map(Rule::route).toList(), DEFAULT);
  }
}
