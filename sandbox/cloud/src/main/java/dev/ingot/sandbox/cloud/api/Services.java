package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.fault.Faults;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Compute;
import dev.ingot.sandbox.cloud.model.Metrics;
import dev.ingot.sandbox.cloud.proxy.Counters;
import dev.ingot.sandbox.cloud.wire.ApiRequest;
import dev.ingot.sandbox.cloud.wire.Authenticator;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Claim;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Payload;
import dev.ingot.sandbox.cloud.wire.Protocol;
import dev.ingot.sandbox.cloud.wire.Refusal.RefusedException;
import dev.ingot.sandbox.cloud.wire.Reply;
import dev.ingot.sandbox.cloud.wire.SigV4;
import dev.ingot.sandbox.cloud.wire.Tree;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All services: believes a request, and hands it to the one that its signature names. */
public final class Services {
  private static final int LARGEST_BODY = 1024 * 1024;
  private static final String MONITORING = "http://monitoring.amazonaws.com/doc/2010-08-01/";

  private final Authenticator authenticator;
  private final Metadata metadata;
  private final Map<String, QueryService> query;
  private final Map<String, JsonService> json;
  private final CloudWatch cloudWatch;
  private final S3 s3;
  private final Memory memory;
  private final Faults faults;

  /** What outlives the sandbox. */
  @FunctionalInterface
  public interface Memory {
    /** Returns once all that was changed before the call is kept. */
    void save() throws IOException;
  }

  private Services(
      Authenticator authenticator,
      Metadata metadata,
      Map<String, QueryService> query,
      Map<String, JsonService> json,
      CloudWatch cloudWatch,
      S3 s3,
      Memory memory) {
    this.authenticator = authenticator;
    this.metadata = metadata;
    this.query = query;
    this.json = json;
    this.cloudWatch = cloudWatch;
    this.s3 = s3;
    this.memory = memory;
    this.faults = new Faults(actions());
  }

  /** What goes wrong on request. */
  public Faults faults() {
    return faults;
  }

  private Set<String> actions() {
    Map<String, Set<String>> byService = new HashMap<>();
    query.forEach((service, its) -> byService.put(service, its.actions()));
    json.forEach((service, its) -> byService.put(service, its.actions()));
    byService.put("monitoring", CloudWatch.ACTIONS);
    byService.put("s3", S3Action.ALL);
    return byService.entrySet().stream()
        .flatMap(one -> one.getValue().stream().map(action -> one.getKey() + ":" + action))
        .collect(Collectors.toSet());
  }

  /**
   * All of them, over one account.
   *
   * @param metadata answers what instances ask about themselves, which nobody signs
   * @param objects S3's
   * @param listenerPort where the load balancer listens
   * @param afterChange performed, alone, after whatever may have changed something
   * @param memory asked to keep what has changed before the change is answered
   */
  public static Services over(
      Account account,
      Authenticator authenticator,
      Metadata metadata,
      Compute compute,
      Counters counters,
      ObjectStore objects,
      int listenerPort,
      Runnable afterChange,
      Memory memory) {
    QueryService ec2 =
        new QueryService(
            Protocol.EC2, "http://ec2.amazonaws.com/doc/", "2016-11-15", account, afterChange);
    Ec2Images.add(ec2, account, compute);
    Ec2Instances.add(ec2, account, compute);
    Ec2Templates.add(ec2, account);
    Ec2Network.add(ec2);
    Ec2Tags.add(ec2, account);
    QueryService autoScaling =
        new QueryService(
            Protocol.QUERY,
            "http://autoscaling.amazonaws.com/doc/",
            "2011-01-01",
            account,
            afterChange);
    AutoScalingGroups.add(autoScaling, account);
    AutoScalingTags.add(autoScaling, account);
    QueryService elb =
        new QueryService(
            Protocol.QUERY,
            "http://elasticloadbalancing.amazonaws.com/doc/",
            "2015-12-01",
            account,
            afterChange);
    ElbBalancers.add(elb, account, listenerPort);
    ElbTargetGroups.add(elb, account, counters::forget);
    ElbRules.add(elb, account);
    QueryService sts =
        new QueryService(
            Protocol.QUERY, "https://sts.amazonaws.com/doc/", "2011-06-15", account, () -> {});
    Sts.add(sts);
    JsonService ssm = new JsonService(account);
    Ssm.add(ssm, account);
    JsonService secrets = new JsonService(account);
    SecretsManager.add(secrets, account);
    return new Services(
        authenticator,
        metadata,
        Map.of("ec2", ec2, "autoscaling", autoScaling, "elasticloadbalancing", elb, "sts", sts),
        Map.of("ssm", ssm, "secretsmanager", secrets),
        new CloudWatch(account, new Metrics(account.targetGroups(), counters)),
        new S3(objects, account.clock()),
        memory);
  }

  /** The protocol that the request speaks; what says no needs it for what was not believed too. */
  static Protocol protocol(ApiRequest request) {
    Optional<String> service;
    try {
      service = Optional.of(Claim.of(request).scope().service());
    } catch (RefusedException e) {
      service = Optional.empty();
    }
    return Protocol.of(request, service);
  }

  /**
   * Answers.
   *
   * @throws AwsError when AWS would refuse
   * @throws RefusedException when the signature is not accepted
   */
  Reply answer(ApiRequest request, InputStream body, String requestId) throws IOException {
    if (Metadata.isFor(request)) {
      return metadata.answer(request);
    }
    Claim claim = Claim.of(request);
    String service = claim.scope().service();
    Protocol protocol = Protocol.of(request, Optional.of(service));
    if (service.equals("s3")) {
      Authenticator.Proof proof =
          authenticator.verify(request, claim, Payload.declaredHash(request, claim));
      authenticator.requireAllowed(claim, service, S3Action.of(request));
      return perform(service, S3Action.of(request), protocol, () -> s3.handle(request, proof, body))
          .with("x-amz-request-id", requestId);
    }
    byte[] content = body.readNBytes(LARGEST_BODY + 1);
    if (content.length > LARGEST_BODY) {
      throw new AwsError(413, "RequestEntityTooLarge", "A request here has at most 1 MiB");
    }
    authenticator.verify(request, claim, SigV4.hash(content));
    String action = action(request, protocol, content);
    authenticator.requireAllowed(claim, service, action);
    return perform(
        service,
        action,
        protocol,
        () ->
            switch (service) {
              case "ssm", "secretsmanager" -> json(service, request, content, requestId);
              case "monitoring" -> monitoring(request, content, requestId);
              default -> query(request, service, content, requestId);
            });
  }

  private Reply perform(String service, String action, Protocol protocol, Faults.Call<Reply> call)
      throws IOException {
    return faults.around(
        service + ":" + action,
        protocol,
        () -> {
          Reply reply = call.perform();
          if (!onlyReads(action)) {
            memory.save();
          }
          return reply;
        });
  }

  /** Whether an action changes nothing, by AWS's manner of naming. */
  static boolean onlyReads(String action) {
    return Stream.of("Describe", "Get", "List", "Head").anyMatch(action::startsWith);
  }

  /** The action that a request asks for, wherever its protocol says it. */
  private static String action(ApiRequest request, Protocol protocol, byte[] content) {
    return switch (protocol) {
      case CBOR -> request.path().substring(request.path().lastIndexOf('/') + 1);
      case JSON -> {
        String target = request.header("x-amz-target").orElse("");
        yield target.substring(target.indexOf('.') + 1);
      }
      default -> form(request, content).text("Action").orElse("");
    };
  }

  private Reply json(String service, ApiRequest request, byte[] content, String requestId) {
    JsonService named = Objects.requireNonNull(json.get(service));
    return named.handle(request.header("x-amz-target").orElse(""), content, requestId);
  }

  private Reply query(ApiRequest request, String service, byte[] content, String requestId) {
    QueryService named = query.get(service);
    if (named == null) {
      throw AwsError.of("UnknownOperationException", "There is no service " + service + " here");
    }
    return named.handle(form(request, content), requestId);
  }

  /** A form, wherever it is: the query protocol takes GET too. */
  private static Params form(ApiRequest request, byte[] content) {
    return Params.parse(
        content.length == 0 ? request.query() : new String(content, StandardCharsets.UTF_8));
  }

  private Reply monitoring(ApiRequest request, byte[] content, String requestId) {
    return switch (Protocol.of(request, Optional.of("monitoring"))) {
      case CBOR -> {
        String operation = action(request, Protocol.CBOR, content);
        yield Reply.of(
                200,
                "application/cbor",
                Tree.write(
                    Protocol.CBOR, cloudWatch.answer(operation, Tree.read(Protocol.CBOR, content))))
            .with("smithy-protocol", "rpc-v2-cbor")
            .with("x-amzn-RequestId", requestId);
      }
      case JSON -> {
        String operation = action(request, Protocol.JSON, content);
        yield Reply.of(
                200,
                "application/x-amz-json-1.0",
                Tree.write(
                    Protocol.JSON, cloudWatch.answer(operation, Tree.read(Protocol.JSON, content))))
            .with("x-amzn-RequestId", requestId);
      }
      default -> monitoringQuery(form(request, content), requestId);
    };
  }

  private Reply monitoringQuery(Params form, String requestId) {
    String operation = form.text("Action").orElse("");
    if (!CloudWatch.ACTIONS.contains(operation)) {
      throw AwsError.of("InvalidAction", "The action " + operation + " is not valid.");
    }
    Map<String, Object> answer = cloudWatch.answer(operation, Tree.read(form));
    Xml xml =
        new Xml("member")
            .root(
                operation + "Response",
                MONITORING,
                root ->
                    root.node(operation + "Result", result -> Tree.write(result, answer))
                        .node("ResponseMetadata", meta -> meta.text("RequestId", requestId)));
    return Reply.of(200, "text/xml;charset=UTF-8", xml.toString());
  }
}
