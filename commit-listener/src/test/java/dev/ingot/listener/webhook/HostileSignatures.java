package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is odd about what proves who sent it, and about single hosts. */
final class HostileSignatures extends HostileCases {

  @Override
  void all() {
    signatures();
    tokens();
    otherHosts();
  }

  private void signatures() {
    String name = "X-Hub-Signature-256";
    String form = "is no HMAC-SHA256 as the host writes it";
    github("no signature", 401, "X-Hub-Signature-256 is missing", r -> r.without(name));
    github(
        "the old SHA-1 signature alone",
        401,
        "X-Hub-Signature-256 is missing",
        r -> r.without(name).with("X-Hub-Signature", "sha1=" + "a".repeat(40)));
    github("a signature of 63 digits", 401, form, r -> r.with(name, "sha256=" + "a".repeat(63)));
    github("a signature of 65 digits", 401, form, r -> r.with(name, "sha256=" + "a".repeat(65)));
    github(
        "a signature that is not hexadecimal",
        401,
        form,
        r -> r.with(name, "sha256=" + "g".repeat(64)));
    github("another algorithm", 401, form, r -> r.with(name, "sha512=" + "a".repeat(128)));
    github("`SHA256=`", 401, form, r -> r.with(name, "SHA256=" + "a".repeat(64)));
    github("a signature without its prefix", 401, form, r -> r.with(name, "a".repeat(64)));
    github(
        "a signature in capital letters",
        202,
        PUSHES,
        r -> r.with(name, "sha256=" + r.header(name).substring(7).toUpperCase(Locale.ROOT)));
    github(
        "a right signature, and a wrong one",
        400,
        "is there more than once",
        r -> r.lines(name + ": sha256=" + "a".repeat(64) + "\r\n"));
    github(
        "two signatures in one header",
        401,
        form,
        r -> r.with(name, r.header(name) + ", " + r.header(name)));
    github(
        "a signature of nothing but zeros",
        401,
        NOBODYS,
        r -> r.with(name, "sha256=" + "0".repeat(64)));
    github(
        "a signature of another body",
        401,
        NOBODYS,
        r -> r.with(name, RawRequest.of(Sample.GITHUB).body("{}").header(name)));
    github(
        "a signature made with an empty key's stand-in",
        401,
        NOBODYS,
        r ->
            r.with(
                name,
                Sample.GITHUB
                    .headers(
                        Sample.GITHUB.body().getBytes(UTF_8),
                        new String(new byte[32], UTF_8),
                        "push",
                        "d-1")
                    .getOrDefault(name, "")));
    github("no event", 400, "X-GitHub-Event is missing", r -> r.without("X-GitHub-Event"));
    github(
        "an event of 10,000 letters",
        200,
        "only push events are of interest",
        r -> r.with("X-GitHub-Event", "e".repeat(10_000)));
    github(
        "the event twice",
        400,
        "is there more than once",
        r -> r.lines("X-GitHub-Event: ping\r\n"));
    github(
        "no delivery's id",
        400,
        "X-GitHub-Delivery is missing",
        r -> r.without("X-GitHub-Delivery"));
    github(
        "a delivery's id of 65 letters",
        400,
        "X-GitHub-Delivery is missing or no id",
        r -> r.with("X-GitHub-Delivery", "d".repeat(65)));
    github(
        "a delivery's id with a command in it",
        400,
        "X-GitHub-Delivery is missing or no id",
        r -> r.with("X-GitHub-Delivery", "$(reboot)"));
    github(
        "a delivery's id that writes from right to left",
        400,
        "no id of letters",
        r -> r.with("X-GitHub-Delivery", "d\u00e2\u0080\u00ae1"));
  }

  private void tokens() {
    from(
        Sample.GITLAB,
        "GitLab's token with a letter more",
        401,
        NOBODYS,
        r -> r.with("X-Gitlab-Token", Sample.PLAIN_SECRET + "x"));
    from(
        Sample.GITLAB,
        "no token of GitLab's",
        401,
        "are missing",
        r -> r.without("X-Gitlab-Token"));
    from(
        Sample.GITLAB,
        "GitLab's token twice",
        400,
        "is there more than once",
        r -> r.lines("X-Gitlab-Token: other\r\n"));
    from(
        Sample.GITLAB,
        "a signing token sent as the token",
        401,
        NOBODYS,
        r -> r.with("X-Gitlab-Token", Sample.SECRET));
    from(
        Sample.GITLAB_SIGNED,
        "a signature's time that is no number",
        401,
        "webhook-timestamp is missing",
        r -> r.with("webhook-timestamp", "NaN"));
    from(
        Sample.GITLAB_SIGNED,
        "a signature of ten years ago",
        401,
        "more than 5 minutes from now",
        r -> r.with("webhook-timestamp", "1300000000"));
    from(
        Sample.GITLAB_SIGNED,
        "a signature of the year 33658",
        401,
        "more than 5 minutes from now",
        r -> r.with("webhook-timestamp", "999999999999"));
    from(
        Sample.GITLAB_SIGNED,
        "a signature's time that was changed",
        401,
        NOBODYS,
        r -> r.with("webhook-timestamp", String.valueOf(Sample.AT + 1)));
    from(
        Sample.GITLAB_SIGNED,
        "a signature for another delivery",
        401,
        NOBODYS,
        r -> r.with("webhook-id", "another"));
    from(
        Sample.GITLAB_SIGNED,
        "a signature of another version",
        401,
        "webhook-signature has no v1",
        r -> r.with("webhook-signature", "v2," + "a".repeat(44)));
    from(
        Sample.GITLAB_SIGNED,
        "200 signatures at once",
        401,
        NOBODYS,
        r -> r.with("webhook-signature", ("v1," + "a".repeat(43) + "= ").repeat(200).strip()));
    from(
        Sample.GITLAB_SIGNED,
        "a wrong signature with the right token",
        401,
        NOBODYS,
        r ->
            r.with("X-Gitlab-Token", Sample.PLAIN_SECRET)
                .with("webhook-signature", "v1," + "a".repeat(43) + "="));
  }

  private void otherHosts() {
    from(
        Sample.GITHUB,
        "GitHub's webhook at GitLab's path",
        401,
        "are missing",
        r -> r.path("/webhooks/gitlab"));
    from(
        Sample.GITEA,
        "Gitea's wrong signature beside a right one of GitHub's form",
        401,
        NOBODYS,
        r -> r.with("X-Gitea-Signature", "a".repeat(64)));
    from(
        Sample.GITEA,
        "Gitea's signature with a prefix",
        401,
        "is no HMAC-SHA256",
        r -> r.with("X-Gitea-Signature", "sha256=" + "a".repeat(64)));
    from(
        Sample.BITBUCKET_CLOUD,
        "Bitbucket's signature by SHA-1",
        401,
        "is no HMAC-SHA256",
        r -> r.with("X-Hub-Signature", "sha1=" + "a".repeat(40)));
    from(
        Sample.BITBUCKET_DATA_CENTER,
        "Bitbucket's ping, without a signature",
        200,
        "ping",
        r -> r.unsigned().with("X-Event-Key", "diagnostics:ping").body("{\"test\": true}"));
    from(
        Sample.BITBUCKET_CLOUD,
        "a Bitbucket push without changes",
        200,
        OTHER_REF,
        r -> r.body(b -> b.replace("\"changes\"", "\"changed\"")));
    from(
        Sample.BITBUCKET_CLOUD,
        "Bitbucket's changes that are no list",
        200,
        OTHER_REF,
        r ->
            r.body(
                "{\"push\": {\"changes\": {\"new\": 1}}, \"repository\": {\"links\": {\"html\":"
                    + " {\"href\": \"https://git.test/shop\"}}}}"));
    from(
        Sample.BITBUCKET_CLOUD,
        "a Bitbucket change that is `null` and one that is a number",
        200,
        OTHER_REF,
        r ->
            r.body(
                "{\"push\": {\"changes\": [null, 7]}, \"repository\": {\"links\": {\"html\":"
                    + " {\"href\": \"https://git.test/shop\"}}}}"));
    from(
        Sample.GIT,
        "10,001 refs in one push",
        413,
        "more than 10000 refs",
        r ->
            r.body(
                "{\"repository\": \"https://git.test/shop.git\", \"changes\": ["
                    + Stream.generate(() -> "{\"ref\": \"refs/heads/x\"}")
                        .limit(10_001)
                        .collect(Collectors.joining(","))
                    + "]}"));
  }
}
