package dev.ingot.sandbox.cloud.proxy;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The listener's rules: the first whose conditions all hold decides, in order of priority, and the
 * default action when none does. Immutable and pure.
 */
public record RouteTable(List<Rule> rules, Action defaultAction) {
  public RouteTable {
    rules = rules.stream().sorted(Comparator.comparingInt(Rule::priority)).toList();
  }

  /**
   * One rule.
   *
   * @param priority 1 to 50,000; the lowest is looked at first
   * @param conditions all must hold; none holds for every request
   */
  public record Rule(int priority, List<Condition> conditions, Action action) {
    public Rule {
      conditions = List.copyOf(conditions);
    }
  }

  /** What a rule asks of a request; {@code *} and {@code ?} are wildcards in all patterns. */
  public sealed interface Condition {
    /** One of the patterns matches the host without its port; case does not count. */
    record HostHeader(List<String> patterns) implements Condition {}

    /** One of the patterns matches the path, as it was sent, without the query; case counts. */
    record PathPattern(List<String> patterns) implements Condition {}

    /** One of the patterns matches one of the header's values; case does not count. */
    record HttpHeader(String name, List<String> patterns) implements Condition {}
  }

  /** What becomes of a request. */
  public sealed interface Action {
    /** One of the groups gets it, by chance in proportion to the weights. */
    record Forward(List<WeightedGroup> groups) implements Action {
      public Forward {
        groups = List.copyOf(groups);
      }
    }

    /** The load balancer answers itself. */
    record FixedResponse(int status, String contentType, String body) implements Action {}
  }

  /**
   * A target group and its share.
   *
   * @param targetGroup its name or ARN, as the {@link TargetSource} knows it
   * @param weight 0 to 999
   */
  public record WeightedGroup(String targetGroup, int weight) {
    public WeightedGroup {
      if (weight < 0 || weight > 999) {
        throw new IllegalArgumentException("a weight is 0 to 999, not " + weight);
      }
    }
  }

  /** The part of a request that rules look at. */
  public interface RequestView {
    /** The host without its port; empty when none was sent. */
    String host();

    /** The path as it was sent, without the query. */
    String path();

    /** All values of the header, whatever the case of its name. */
    List<String> header(String name);
  }

  /** What the table decided. */
  public sealed interface Decision {
    /** One of the group's targets is to answer. */
    record ToGroup(String targetGroup) implements Decision {}

    /** The load balancer is to answer itself. */
    record Answer(int status, String contentType, String body) implements Decision {}
  }

  /** Decides; a forward whose weights are all zero is answered with 503. */
  public Decision decide(RequestView request, RandomGenerator random) {
    return switch (actionFor(request)) {
      case Action.FixedResponse(int status, String contentType, String body) ->
          new Decision.Answer(status, contentType, body);
      case Action.Forward forward -> choose(forward.groups(), random);
    };
  }

  /** What the rules say of such a request, before any lot is drawn. */
  public Action actionFor(RequestView request) {
    return rules.stream()
        .filter(rule -> rule.conditions().stream().allMatch(each -> holds(each, request)))
        .findFirst()
        .map(Rule::action)
        .orElse(defaultAction);
  }

  private static boolean holds(Condition condition, RequestView request) {
    return switch (condition) {
      case Condition.HostHeader(List<String> patterns) ->
          anyMatches(lower(patterns), request.host().toLowerCase(Locale.ROOT));
      case Condition.PathPattern(List<String> patterns) -> anyMatches(patterns, request.path());
      case Condition.HttpHeader(String name, List<String> patterns) ->
          request.header(name).stream()
              .anyMatch(value -> anyMatches(lower(patterns), value.toLowerCase(Locale.ROOT)));
    };
  }

  private static boolean anyMatches(List<String> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, text));
  }

  private static List<String> lower(List<String> patterns) {
    return patterns.stream().map(pattern -> pattern.toLowerCase(Locale.ROOT)).toList();
  }

  private static Decision choose(List<WeightedGroup> groups, RandomGenerator random) {
    int total = groups.stream().mapToInt(WeightedGroup::weight).sum();
    if (total == 0) {
      return OwnAnswers.of(503);
    }
    int lot = random.nextInt(total);
    for (WeightedGroup group : groups) {
      lot -= group.weight();
      if (lot < 0) {
        return new Decision.ToGroup(group.targetGroup());
      }
    }
    throw new IllegalStateException("the lot is below the total");
  }
}
