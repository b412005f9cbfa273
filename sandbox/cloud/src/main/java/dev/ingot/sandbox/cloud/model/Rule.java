package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.proxy.RouteTable;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import java.util.List;

/** A rule of the listener. */
public record Rule(String arn, int priority, List<Condition> conditions, Action action) {
  public Rule {
    conditions = List.copyOf(conditions);
  }

  /** Whether it names the target group, be it with weight 0. */
  public boolean names(String targetGroup) {
    return action instanceof Action.Forward forward
        && forward.groups().stream().anyMatch(group -> group.targetGroup().equals(targetGroup));
  }

  RouteTable.Rule route() {
    return new RouteTable.Rule(priority, conditions, action);
  }

  /** The same at another place. */
  public Rule at(int newPriority) {
    return new Rule(arn, newPriority, conditions, action);
  }
}
