package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Protocol;
import dev.ingot.sandbox.cloud.wire.Reply;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A service that speaks the query protocol: finds the action, performs it alone, and wraps what it
 * wrote.
 */
final class QueryService {
  private final Protocol protocol;
  private final String namespace;
  private final String version;
  private final Account account;
  private final Runnable afterChange;
  private final Map<String, Action> actions = new HashMap<>();

  /** One action: reads its parameters, asks the model, writes the answer. */
  @FunctionalInterface
  interface Action {
    /**
     * Performs it.
     *
     * @throws AwsError when AWS would refuse
     */
    void answer(Params in, Xml out);
  }

  /**
   * @param namespace of the answers' XML, without the version
   * @param afterChange performed after every action that may have changed something
   */
  QueryService(
      Protocol protocol, String namespace, String version, Account account, Runnable afterChange) {
    this.protocol = protocol;
    this.namespace = namespace;
    this.version = version;
    this.account = account;
    this.afterChange = afterChange;
  }

  QueryService add(String name, Action action) {
    if (actions.putIfAbsent(name, action) != null) {
      throw new IllegalArgumentException("two actions called " + name);
    }
    return this;
  }

  Set<String> actions() {
    return actions.keySet();
  }

  Reply handle(Params in, String requestId) {
    String name = in.text("Action").orElse("");
    Action action = actions.get(name);
    if (name.isEmpty()) {
      throw AwsError.of("MissingAction", "The request must contain the parameter Action");
    }
    if (action == null) {
      throw AwsError.of(
          "InvalidAction",
          "The action " + name + " is not valid for this endpoint, which serves " + version + ".");
    }
    if (in.flag("DryRun") && protocol == Protocol.EC2) {
      throw new AwsError(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
    Xml body = new Xml(protocol == Protocol.EC2 ? "item" : "member");
    account.alone(
        () -> {
          try {
            action.answer(in, body);
          } finally {
            if (!Services.onlyReads(name)) {
              afterChange.run();
            }
          }
        });
    return protocol == Protocol.EC2 ? ec2(name, body, requestId) : query(name, body, requestId);
  }

  private Reply ec2(String name, Xml body, String requestId) {
    Xml xml =
        new Xml("item")
            .root(
                name + "Response",
                namespace + version + "/",
                root -> root.text("requestId", requestId).raw(body));
    return Reply.of(200, "text/xml;charset=UTF-8", xml.toString())
        .with("x-amzn-RequestId", requestId);
  }

  private Reply query(String name, Xml body, String requestId) {
    Xml xml =
        new Xml("member")
            .root(
                name + "Response",
                namespace + version + "/",
                root ->
                    root.node(name + "Result", result -> result.raw(body))
                        .node("ResponseMetadata", meta -> meta.text("RequestId", requestId)));
    return Reply.of(200, "text/xml;charset=UTF-8", xml.toString())
        .with("x-amzn-RequestId", requestId);
  }
}
