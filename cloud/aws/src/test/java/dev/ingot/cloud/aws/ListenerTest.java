package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Match;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateRuleResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.PriorityInUseException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TagDescription;

class ListenerTest {
  private final Elb elb = new Elb();
  private final Listener listener = new Listener(elb, "listener");

  private Rule create(String service) {
    return listener.create(
        Listener.SERVICES,
        "seed",
        Listener.conditions(Match.all("shop.example")),
        Listener.forward(Map.of("a/b/c", 1)),
        Map.of(Tags.SERVICE, service, Tags.LIVE, "live"));
  }

  @Test
  void makesOneRuleWhenTheAnswerToTheFirstTryGotLost() {
    elb.loseNextAnswer = true;

    Rule rule = create("shop");

    assertThat(elb.rules).containsExactly(rule);
  }

  @Test
  void makesARuleBesideOneThatIsSomebodyElses() {
    create("another");

    Rule rule = create("shop");

    assertThat(elb.rules).hasSize(2).last().isEqualTo(rule);
  }

  @Test
  void aPreviewIsToldFromItsOwnRule() {
    create("shop");
    preview("d-2", new Match("new.example", "/shop"), "ig-shop-2");
    preview("d-1", Match.all("old.example"), "ig-shop-1");

    assertThat(listener.previewOf("ig-shop-1"))
        .contains(new Listener.Previewed("old.example", "d-1"));
    assertThat(listener.previewOf("ig-shop-2"))
        .contains(new Listener.Previewed("new.example", "d-2"));
    assertThat(listener.previewOf("b")).isEmpty();
  }

  private void preview(String deployment, Match match, String fleet) {
    listener.create(
        Listener.PREVIEWS,
        deployment,
        Listener.previewConditions(match, deployment),
        Listener.forward(Map.of("arn:targetgroup/" + fleet + "/0123", 1)),
        Map.of());
  }

  /** A listener that holds what it is given. */
  private static final class Elb implements ElasticLoadBalancingV2Client {
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, List<Tag>> tags = new HashMap<>();
    private boolean loseNextAnswer;

    @Override
    public DescribeRulesResponse describeRules(DescribeRulesRequest request) {
      return DescribeRulesResponse.builder().rules(rules).build();
    }

    @Override
    public DescribeTagsResponse describeTags(DescribeTagsRequest request) {
      return DescribeTagsResponse.builder()
          .tagDescriptions(
              request.resourceArns().stream()
                  .map(arn -> TagDescription.builder().resourceArn(arn).tags(tags.get(arn)).build())
                  .toList())
          .build();
    }

    @Override
    public CreateRuleResponse createRule(CreateRuleRequest request) {
      Rule rule =
          Rule.builder()
              .ruleArn("rule-" + rules.size())
              .priority(Integer.toString(request.priority()))
              .conditions(request.conditions())
              .actions(request.actions())
              .build();
      rules.add(rule);
      tags.put(rule.ruleArn(), request.tags());
      if (loseNextAnswer) {
        loseNextAnswer = false;
        throw PriorityInUseException.builder().message("what a second try is told").build();
      }
      return CreateRuleResponse.builder().rules(rule).build();
    }

    @Override
    public String serviceName() {
      return "elasticloadbalancing";
    }

    @Override
    public void close() {}
  }
}
