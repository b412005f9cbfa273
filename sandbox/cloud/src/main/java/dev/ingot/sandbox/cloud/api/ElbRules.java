package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Rule;
import dev.ingot.sandbox.cloud.model.Rules;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ELBv2's actions on the listener's rules. */
final class ElbRules {
  private static final int LAST_PRIORITY = 50_000;
  private static final String DEFAULT_RULE =
      Arns.LISTENER.replace(":listener/", ":listener-rule/") + "/0000000000000000";

  private final Account account;
  private final RuleXml xml;

  private ElbRules(Account account) {
    this.account = account;
    this.xml = new RuleXml(account.targetGroups());
  }

  static void add(QueryService service, Account account) {
    ElbRules rules = new ElbRules(account);
    service
        .add("CreateRule", rules::create)
        .add("DescribeRules", rules::describe)
        .add("ModifyRule", rules::modify)
        .add("DeleteRule", rules::delete)
        .add("SetRulePriorities", rules::setPriorities);
  }

  private void create(Params in, Xml out) {
    ElbBalancers.requireListener(in.required("ListenerArn"));
    Map<String, String> tags = TagXml.read(in.list("Tags"));
    in.required("Priority");
    int priority = in.number("Priority", 1, LAST_PRIORITY).orElseThrow();
    Rule rule =
        account.rules().create(priority, xml.conditions(in.list("Conditions")), xml.action(in));
    account.tags().put(rule.arn(), tags);
    out.list("Rules", List.of(rule), xml::write);
  }

  private void describe(Params in, Xml out) {
    in.text("ListenerArn").ifPresent(ElbBalancers::requireListener);
    List<String> arns = in.texts("RuleArns");
    List<Rule> all = new ArrayList<>(account.rules().all());
    all.add(new Rule(DEFAULT_RULE, 0, List.of(), Rules.DEFAULT));
    for (String arn : arns) {
      if (!arn.equals(DEFAULT_RULE)) {
        account.rules().get(arn);
      }
    }
    List<Rule> found =
        all.stream().filter(rule -> arns.isEmpty() || arns.contains(rule.arn())).toList();
    Page<Rule> page = Page.of(found, in.number("PageSize", 1, 400), in.text("Marker"));
    out.list("Rules", page.items(), xml::write).text("NextMarker", page.next());
  }

  private void modify(Params in, Xml out) {
    Rule rule = account.rules().get(changeable(in.required("RuleArn")));
    Rule changed =
        new Rule(
            rule.arn(),
            rule.priority(),
            in.has("Conditions") ? xml.conditions(in.list("Conditions")) : rule.conditions(),
            in.has("Actions") ? xml.action(in) : rule.action());
    account.rules().put(changed);
    out.list("Rules", List.of(changed), xml::write);
  }

  private void delete(Params in, Xml out) {
    String arn = changeable(in.required("RuleArn"));
    account.rules().remove(arn);
    account.tags().forget(arn);
  }

  private void setPriorities(Params in, Xml out) {
    Map<String, Integer> priorities = new LinkedHashMap<>();
    for (Params pair : in.list("RulePriorities")) {
      pair.required("Priority");
      priorities.put(
          changeable(pair.required("RuleArn")),
          pair.number("Priority", 1, LAST_PRIORITY).orElseThrow());
    }
    out.list("Rules", account.rules().move(priorities), xml::write);
  }

  private static String changeable(String arn) {
    if (arn.equals(DEFAULT_RULE)) {
      throw AwsError.of("OperationNotPermitted", "Default rule '" + arn + "' cannot be modified");
    }
    return arn;
  }
}
