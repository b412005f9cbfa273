package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors that hosts document. */
class ClaimTest {
  /** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
  @Test
  void fitsGitHubsVector() {
    Optional<Claim> claim =
        Claim.prefixed("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");

    assertThat(fits(claim, "It's a Secret to Everybody", "Hello, World!")).isTrue();
    assertThat(fits(claim, "It's a Secret to Everybody", "Hello, World?")).isFalse();
  }

  /** https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks */
  @Test
  void fitsBitbucketsVector() {
    Optional<Claim> claim =
        Claim.prefixed("sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9");

    assertThat(fits(claim, "It's a Secret to Everybody", "Hello World!")).isTrue();
    assertThat(fits(claim, "It's a Secret to Everyone", "Hello World!")).isFalse();
  }

  /**
   * Gitea documents the rule (https://docs.gitea.com/usage/repository/webhooks: {@code
   * hash_hmac('sha256', $payload, $secret, false)}) and no vector: its payload's key and a body,
   * signed by {@code openssl dgst -sha256 -hmac}.
   */
  @Test
  void fitsWhatGiteasRuleMakes() {
    Optional<Claim> claim =
        Claim.hex("e67082264dc433ffc5f27fece0a36d65e50ff139addee3a180d8bdb4b89e05ba");

    assertThat(
            fits(
                claim,
                "3gEsCfjlV2ugRwgpU#w1*WaW*wa4NXgGmpCfkbG3",
                "{\"ref\": \"refs/heads/develop\"}"))
        .isTrue();
  }

  /**
   * GitLab's signing token follows Standard Webhooks; the vector is of
   * https://docs.svix.com/receiving/verifying-payloads/how-manual, whose scheme that is.
   */
  @Test
  void fitsStandardWebhooksVector() {
    String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    String body = "{\"test\": 2432232314}";
    String right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    String id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    assertThat(fits(Claim.standard(right, id, "1614265330"), secret, body)).isTrue();
    assertThat(
            fits(
                Claim.standard(
                    "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x " + right,
                    id,
                    "1614265330"),
                secret,
                body))
        .isTrue();
    assertThat(fits(Claim.standard(right, id, "1614265331"), secret, body)).isFalse();
    assertThat(fits(Claim.standard(right, "msg_other", "1614265330"), secret, body)).isFalse();
  }

  @Test
  void aTokenFitsItself() {
    Optional<Claim> claim = Optional.of(Claim.token("not-a-secret"));

    assertThat(fits(claim, "not-a-secret", "anything")).isTrue();
    assertThat(fits(claim, "not-a-secret ", "anything")).isFalse();
    assertThat(fits(claim, "", "anything")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"whsec_", "whsec_***", "whsec"})
  void aBrokenSigningTokenFitsNothing(String secret) {
    Optional<Claim> claim =
        Claim.standard("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "id", "1614265330");

    assertThat(fits(claim, secret, "{}")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sha256=", "sha1=0000000000000000000000000000000000000000", "sha256=zz"})
  void otherFormsAreNoClaim(String header) {
    assertThat(Claim.prefixed(header)).isEmpty();
  }

  private static boolean fits(Optional<Claim> claim, String secret, String body) {
    Claim.Check check = claim.orElseThrow().against(new Secret(secret));
    for (byte each : body.getBytes(UTF_8)) {
      check.update(new byte[] {each}, 0, 1);
    }
    return check.fits();
  }
}
