package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Rules;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;

/** ELBv2's actions on the one load balancer and its one listener, and on tags. */
final class ElbBalancers {
  private final Account account;
  private final int listenerPort;

  private ElbBalancers(Account account, int listenerPort) {
    this.account = account;
    this.listenerPort = listenerPort;
  }

  /**
   * @param listenerPort where the listener listens
   */
  static void add(QueryService service, Account account, int listenerPort) {
    ElbBalancers balancers = new ElbBalancers(account, listenerPort);
    service
        .add("DescribeLoadBalancers", balancers::loadBalancers)
        .add("DescribeListeners", balancers::listeners)
        .add("AddTags", balancers::addTags)
        .add("RemoveTags", balancers::removeTags)
        .add("DescribeTags", balancers::describeTags);
  }

  /**
   * @throws AwsError when it is not the one that there is
   */
  static void requireListener(String arn) {
    if (!arn.equals(Arns.LISTENER)) {
      throw AwsError.of("ListenerNotFound", "One or more listeners not found: " + arn);
    }
  }

  private static void requireLoadBalancer(String arn) {
    if (!arn.equals(Arns.LOAD_BALANCER)) {
      throw AwsError.of("LoadBalancerNotFound", "Load balancer '" + arn + "' not found");
    }
  }

  private void loadBalancers(Params in, Xml out) {
    in.texts("LoadBalancerArns").forEach(ElbBalancers::requireLoadBalancer);
    for (String name : in.texts("Names")) {
      if (!name.equals("ingot")) {
        throw AwsError.of("LoadBalancerNotFound", "Load balancers '[" + name + "]' not found");
      }
    }
    out.list(
        "LoadBalancers",
        List.of(Arns.LOAD_BALANCER),
        (Xml item, String arn) ->
            item.text("LoadBalancerArn", arn)
                .text("DNSName", "127.0.0.1")
                .text("CreatedTime", Times.millis(account.createdAt()))
                .text("LoadBalancerName", "ingot")
                .text("Scheme", "internal")
                .text("VpcId", Arns.VPC)
                .node("State", state -> state.text("Code", "active"))
                .text("Type", "application")
                .list(
                    "AvailabilityZones",
                    List.of(Arns.ZONE),
                    (Xml zone, String name) ->
                        zone.text("ZoneName", name).text("SubnetId", Arns.SUBNET))
                .texts("SecurityGroups", List.of(Arns.SECURITY_GROUP))
                .text("IpAddressType", "ipv4"));
  }

  private void listeners(Params in, Xml out) {
    in.text("LoadBalancerArn").ifPresent(ElbBalancers::requireLoadBalancer);
    in.texts("ListenerArns").forEach(ElbBalancers::requireListener);
    out.list(
        "Listeners",
        List.of(Arns.LISTENER),
        (Xml item, String arn) ->
            item.text("ListenerArn", arn)
                .text("LoadBalancerArn", Arns.LOAD_BALANCER)
                .text("Port", listenerPort)
                .text("Protocol", "HTTP")
                .list("DefaultActions", List.of(Rules.DEFAULT), RuleXml::write));
  }

  private void addTags(Params in, Xml out) {
    Map<String, String> tags = TagXml.read(in.list("Tags"));
    List<String> arns = resources(in);
    arns.forEach(arn -> account.tags().put(arn, tags));
  }

  private void removeTags(Params in, Xml out) {
    List<String> keys = in.texts("TagKeys");
    resources(in).forEach(arn -> account.tags().remove(arn, keys));
  }

  private void describeTags(Params in, Xml out) {
    out.list(
        "TagDescriptions",
        resources(in),
        (Xml item, String arn) ->
            item.text("ResourceArn", arn)
                .list(
                    "Tags",
                    account.tags().of(arn).entrySet(),
                    (Xml node, Map.Entry<String, String> tag) ->
                        node.text("Key", tag.getKey()).text("Value", tag.getValue())));
  }

  private List<String> resources(Params in) {
    List<String> arns = in.texts("ResourceArns");
    if (arns.isEmpty() || arns.size() > 20) {
      throw AwsError.of("ValidationError", "1 to 20 resource ARNs must be specified");
    }
    for (String arn : arns) {
      if (arn.contains(":targetgroup/")) {
        account.targetGroups().get(arn);
      } else if (arn.contains(":listener-rule/")) {
        if (!account.rules().has(arn) && !arn.endsWith("/0000000000000000")) {
          throw AwsError.of("RuleNotFound", "One or more rules not found: " + arn);
        }
      } else if (arn.contains(":listener/")) {
        requireListener(arn);
      } else {
        requireLoadBalancer(arn);
      }
    }
    return arns;
  }
}
