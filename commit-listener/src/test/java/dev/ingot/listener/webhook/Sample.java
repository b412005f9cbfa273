package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/**
 * A push as each host sends it: the payload of its documentation, shortened, about
 * https://git.test/shop and its branch main; and its headers.
 */
enum Sample {
  GITHUB("push"),
  GITLAB("Push Hook"),
  GITLAB_SIGNED("Push Hook"),
  GITEA("push"),
  FORGEJO("push"),
  BITBUCKET_CLOUD("repo:push"),
  BITBUCKET_DATA_CENTER("repo:refs_changed"),
  GIT("push");

  /** A signing token, and good for every host. */
  static final String SECRET = "whsec_bm90LWEtc2VjcmV0LWJ1dC1sb25nLWVub3VnaCE=";

  static final String PLAIN_SECRET = "not-a-secret";
  static final String COMMIT = "a".repeat(40);
  static final String DELIVERY = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

  /** When the samples are sent. */
  static final long AT = 1_614_265_330;

  private static final String BEFORE = "b".repeat(40);
  private final String event;

  Sample(String event) {
    this.event = event;
  }

  Host host() {
    return switch (this) {
      case GITHUB -> new GitHub();
      case GITLAB, GITLAB_SIGNED -> new GitLab();
      case GITEA, FORGEJO -> new Gitea();
      case BITBUCKET_CLOUD, BITBUCKET_DATA_CENTER -> new Bitbucket();
      case GIT -> new PlainGit();
    };
  }

  String event() {
    return event;
  }

  String secret() {
    return this == GITLAB_SIGNED ? SECRET : PLAIN_SECRET;
  }

  /** One ref, moved or (only zeros) deleted. */
  String body(String ref, String after) {
    boolean deleted = after.startsWith("000000");
    return switch (this) {
      case GITHUB ->
          """
          {"ref": "%s", "before": "%s", "after": "%s", "created": false, "deleted": %s, "forced": true,
           "repository": {"id": 35129377, "owner": {"url": "https://git.test/users/x"},
                          "clone_url": "https://git.test/shop.git"},
           "commits": [{"url": "https://elsewhere.test/x", "added": ["a"]}]}
          """
              .formatted(ref, BEFORE, after, deleted);
      case GITLAB, GITLAB_SIGNED ->
          """
          {"object_kind": "push", "event_name": "push", "before": "%s", "after": "%s", "ref": "%s",
           "checkout_sha": "%s",
           "project": {"id": 15, "web_url": "https://git.test/shop", "git_ssh_url": "git@git.test:shop.git",
                       "git_http_url": "https://git.test/shop.git"},
           "commits": [{"id": "c", "message": "Update"}], "total_commits_count": 4,
           "repository": {"name": "shop", "url": "git@elsewhere.test:other.git"}}
          """
              .formatted(BEFORE, after, ref, after);
      case GITEA, FORGEJO ->
          """
          {"ref": "%s", "before": "%s", "after": "%s", "compare_url": "https://git.test/shop/compare",
           "commits": [{"id": "c", "message": "Webhooks Yay!", "url": "https://elsewhere.test/c"}],
           "repository": {"id": 140, "html_url": "https://git.test/shop",
                          "ssh_url": "ssh://gitea@git.test:2222/shop.git",
                          "clone_url": "https://git.test/shop.git"}}
          """
              .formatted(ref, BEFORE, after);
      case BITBUCKET_CLOUD ->
          """
          {"push": {"changes": [{"forced": true, "created": false, "closed": %s, "truncated": false,
             "old": {"type": "%s", "name": "%s", "target": {"hash": "%s", "type": "commit"}},
             "new": %s, "commits": [{"hash": "c"}]}]},
           "actor": {"type": "user", "links": {"html": {"href": "https://git.test/u"}}},
           "repository": {"type": "repository", "full_name": "shop",
             "links": {"self": {"href": "https://api.git.test/x"}, "html": {"href": "https://git.test/shop"}}}}
          """
              .formatted(deleted, kind(ref), name(ref), BEFORE, deleted ? "null" : now(ref, after));
      case BITBUCKET_DATA_CENTER ->
          """
          {"eventKey": "repo:refs_changed", "date": "2019-06-17T19:37:57+1000",
           "actor": {"name": "john", "links": {"self": [{"href": "https://git.test/users/john"}]}},
           "repository": {"slug": "shop", "project": {"key": "X", "links": {"self": [{"href": "https://git.test/x"}]}},
             "links": {"clone": [{"href": "ssh://git@git.test:7999/shop.git", "name": "ssh"},
                                 {"href": "https://git.test/shop.git", "name": "http"}],
                       "self": [{"href": "https://git.test/browse"}]}},
           "changes": [{"ref": {"id": "%s", "displayId": "x", "type": "BRANCH"}, "refId": "%s",
             "fromHash": "%s", "toHash": "%s", "type": "%s"}]}
          """
              .formatted(ref, ref, BEFORE, after, deleted ? "DELETE" : "UPDATE");
      case GIT ->
          """
          {"repository": "https://git.test/shop.git",
           "changes": [{"ref": "%s", "before": "%s", "after": "%s"}]}
          """
              .formatted(ref, BEFORE, after);
    };
  }

  String body() {
    return body("refs/heads/main", COMMIT);
  }

  private static String kind(String ref) {
    return ref.startsWith("refs/tags/") ? "tag" : "branch";
  }

  private static String name(String ref) {
    return ref.replaceFirst("^refs/(heads|tags)/", "");
  }

  private static String now(String ref, String after) {
    return "{\"type\": \"%s\", \"name\": \"%s\", \"target\": {\"hash\": \"%s\"}}"
        .formatted(kind(ref), name(ref), after);
  }

  Map<String, String> headers(byte[] body) {
    return headers(body, secret(), event, DELIVERY);
  }

  /** As they are sent with a body, in order. */
  Map<String, String> headers(byte[] body, String secret, String event, String delivery) {
    String hmac = HexFormat.of().formatHex(Claim.sign(body, secret.getBytes(UTF_8)));
    Map<String, String> headers = new LinkedHashMap<>();
    switch (this) {
      case GITHUB -> {
        headers.put("X-GitHub-Event", event);
        headers.put("X-GitHub-Delivery", delivery);
        headers.put("X-Hub-Signature-256", "sha256=" + hmac);
      }
      case GITLAB -> {
        headers.put("X-Gitlab-Event", event);
        headers.put("X-Gitlab-Event-UUID", delivery);
        headers.put("X-Gitlab-Token", secret);
      }
      case GITLAB_SIGNED -> {
        headers.put("X-Gitlab-Event", event);
        headers.put("webhook-id", delivery);
        headers.put("webhook-timestamp", String.valueOf(AT));
        headers.put("webhook-signature", standard(body, secret, delivery));
      }
      case GITEA -> {
        headers.put("X-Gitea-Event", event);
        headers.put("X-Gitea-Delivery", delivery);
        headers.put("X-Gitea-Signature", hmac);
        headers.put("X-Hub-Signature-256", "sha256=" + hmac);
      }
      case FORGEJO -> {
        headers.put("X-Forgejo-Event", event);
        headers.put("X-Forgejo-Delivery", delivery);
        headers.put("X-Forgejo-Signature", hmac);
      }
      case BITBUCKET_CLOUD -> {
        headers.put("X-Event-Key", event);
        headers.put("X-Request-UUID", delivery);
        headers.put("X-Hub-Signature", "sha256=" + hmac);
      }
      case BITBUCKET_DATA_CENTER -> {
        headers.put("X-Event-Key", event);
        headers.put("X-Request-Id", delivery);
        headers.put("X-Hub-Signature", "sha256=" + hmac);
      }
      case GIT -> {
        headers.put("X-Ingot-Event", event);
        headers.put("X-Ingot-Delivery", delivery);
        headers.put("X-Ingot-Signature", "sha256=" + hmac);
      }
    }
    return headers;
  }

  private static String standard(byte[] body, String secret, String id) {
    byte[] head = (id + "." + AT + ".").getBytes(UTF_8);
    byte[] signed = new byte[head.length + body.length];
    System.arraycopy(head, 0, signed, 0, head.length);
    System.arraycopy(body, 0, signed, head.length, body.length);
    byte[] key = new Secret(secret).signingKey().orElse(secret.getBytes(UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(Claim.sign(signed, key));
  }

  static Headers headers(Map<String, String> values) {
    HttpFields.Mutable fields = HttpFields.build();
    values.forEach(fields::add);
    return Headers.of(fields);
  }
}
