package dev.ingot.benchmarks.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A push of some commits in GitHub's form, signed: of each service one body, sent again and again.
 */
public final class PushSample {
  static final String SECRET = "a-secret-of-the-benchmark";
  private static final String HMAC = "HmacSHA256";
  private static final int COMMITS = 5;

  private final byte[] body;
  private final String signature;

  private PushSample(byte[] body, String signature) {
    this.body = body;
    this.signature = signature;
  }

  static String repository(int service) {
    return "https://git.example.com/team/service-%d.git".formatted(service);
  }

  static PushSample of(int service) {
    String commits =
        IntStream.range(0, COMMITS).mapToObj(PushSample::commit).collect(Collectors.joining(","));
    byte[] body =
        """
        {"ref":"refs/heads/main","before":"%s","after":"%s","created":false,"deleted":false,"forced":false,
        "repository":{"id":%d,"name":"service","owner":{"login":"team","url":"https://git.example.com/users/team"},
        "private":true,"description":"A service of the benchmark","fork":false,"url":"https://git.example.com/team/x",
        "html_url":"https://git.example.com/team/x","clone_url":"%s","ssh_url":"git@git.example.com:team/x.git",
        "default_branch":"main","topics":["a","b"]},
        "pusher":{"name":"somebody","email":"somebody@example.com"},
        "sender":{"login":"somebody","id":1,"type":"User","site_admin":false},
        "compare":"https://git.example.com/team/x/compare/a...b","commits":[%s],"head_commit":%s}
        """
            .formatted(
                "b".repeat(40), "a".repeat(40), service, repository(service), commits, commit(0))
            .getBytes(UTF_8);
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), HMAC));
      return new PushSample(body, "sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private static String commit(int number) {
    String person =
        "{\"name\":\"Some Body\",\"email\":\"somebody@example.com\",\"username\":\"somebody\"}";
    return """
    {"id":"%040d","tree_id":"%s","distinct":true,"message":"Change number %d of the push\\n\\nWith a reason of a line or two, as good messages have.",
    "timestamp":"2026-11-01T12:00:00Z","url":"https://git.example.com/team/x/commit/%d","author":%s,"committer":%s,
    "added":["src/main/java/com/example/New%d.java"],"removed":[],"modified":["README.md","src/main/java/com/example/Old.java"]}
    """
        .formatted(number, "c".repeat(40), number, number, person, person, number)
        .strip();
  }

  int length() {
    return body.length;
  }

  /** The whole request, with a delivery's id of its own. */
  byte[] request(String path, String delivery) {
    byte[] head =
        """
        POST %s HTTP/1.1\r
        Host: 127.0.0.1\r
        User-Agent: GitHub-Hookshot/044aadd\r
        Content-Type: application/json\r
        X-GitHub-Event: push\r
        X-GitHub-Delivery: %s\r
        X-Hub-Signature-256: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(path, delivery, signature, body.length)
            .getBytes(US_ASCII);
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length + body.length);
    request.writeBytes(head);
    request.writeBytes(body);
    return request.toByteArray();
  }
}
