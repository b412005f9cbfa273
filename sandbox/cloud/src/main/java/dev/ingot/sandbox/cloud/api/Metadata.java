package dev.ingot.sandbox.cloud.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.wire.ApiRequest;
import dev.ingot.sandbox.cloud.wire.Reply;
import dev.ingot.sandbox.cloud.wire.Sessions;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * EC2's instance metadata (version 2 alone): what an instance can ask about itself, its role's
 * credentials above all. On EC2 all have the same address, and who asks is known by theirs. Here
 * all ask from one address, so each instance has a path that only it is told.
 */
public final class Metadata {
  private static final String PREFIX = "/.metadata/";
  private static final String TOKEN_HEADER = "x-aws-ec2-metadata-token";
  private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";

  private final Account account;
  private final Sessions sessions;
  private final String token = UUID.randomUUID().toString();
  private final Map<String, String> instanceByPath = new ConcurrentHashMap<>();

  public Metadata(Account account, Sessions sessions) {
    this.account = account;
    this.sessions = sessions;
  }

  /** The path below which the instance asks; a new one each time. */
  public String pathFor(String instance) {
    instanceByPath.values().removeIf(id -> find(id).isEmpty());
    String path = UUID.randomUUID().toString();
    instanceByPath.put(path, instance);
    return PREFIX + path;
  }

  static boolean isFor(ApiRequest request) {
    return request.path().startsWith(PREFIX);
  }

  Reply answer(ApiRequest request) {
    String rest = request.path().substring(PREFIX.length());
    int slash = Math.max(rest.indexOf('/'), 0);
    Optional<Instance> instance =
        Optional.ofNullable(instanceByPath.get(rest.substring(0, slash))).flatMap(this::find);
    if (instance.isEmpty()) {
      return text(404, "not found");
    }
    String what = rest.substring(slash);
    if (what.equals("/latest/api/token")) {
      return request.method().equals("PUT")
          ? text(200, token).with("x-aws-ec2-metadata-token-ttl-seconds", "21600")
          : text(405, "a token is asked for with PUT");
    }
    if (!request.header(TOKEN_HEADER).filter(token::equals).isPresent()) {
      return text(401, "a token is needed");
    }
    return switch (what) {
      case "/latest/meta-data/instance-id" -> text(200, instance.get().id());
      case "/latest/meta-data/placement/region" -> text(200, Arns.REGION);
      default -> what.startsWith(CREDENTIALS) ? role(instance.get(), what) : text(404, "not found");
    };
  }

  private Reply role(Instance instance, String what) {
    Optional<String> role = instance.spec().profile();
    String asked = what.substring(CREDENTIALS.length());
    if (role.isEmpty()) {
      return text(404, "the instance has no role");
    }
    if (asked.isEmpty()) {
      return text(200, role.get());
    }
    return asked.equals(role.get()) ? credentials(instance) : text(404, "not found");
  }

  private Reply credentials(Instance instance) {
    Sessions.Session session = sessions.of(instance.id());
    var json =
        JsonService.MAPPER
            .createObjectNode()
            .put("Code", "Success")
            .put("Type", "AWS-HMAC")
            .put("LastUpdated", Times.millis(session.issuedAt()))
            .put("AccessKeyId", session.key().id())
            .put("SecretAccessKey", session.key().secret())
            .put("Token", session.token())
            .put("Expiration", Times.millis(session.expiresAt()));
    try {
      return Reply.of(200, "application/json", JsonService.MAPPER.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can always be written", e);
    }
  }

  private Optional<Instance> find(String id) {
    return account.alone(() -> account.instances().find(id).filter(instance -> !instance.ending()));
  }

  private static Reply text(int status, String text) {
    return Reply.of(status, "text/plain", text);
  }
}
