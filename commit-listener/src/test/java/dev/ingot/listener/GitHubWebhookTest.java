package dev.ingot.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.listener.GitHubWebhook.Headers;
import dev.ingot.stage.PublishException;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubWebhookTest {
  private static final String SECRET = "not-a-secret";
  private static final String PUSH =
      """
      {"ref": "refs/heads/main", "before": "%s", "after": "%s", "deleted": false,
       "commits": [{"url": "https://elsewhere.test/x", "added": ["a"]}],
       "repository": {"id": 1, "owner": {"url": "https://git.test/users/x"},
                      "clone_url": "https://git.test/shop.git"}}
      """
          .formatted("0".repeat(40), "a".repeat(40));

  @TempDir Path secrets;

  private final List<PushReported> reported = new ArrayList<>();
  private Reports reports = reported::add;
  private Map<String, Registration> registrations = Map.of(Events.SERVICE, Events.registration());

  @BeforeEach
  void secret() throws IOException {
    Files.writeString(secrets.resolve(Events.SERVICE), SECRET + "\n");
  }

  @Test
  void reportsAPush() {
    Answer answer = send(PUSH);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(reported).hasSize(1);
    PushReported push = reported.get(0);
    assertThat(answer.body()).isEqualTo("{\"pushes\":[\"" + push.getId() + "\"]}");
    assertThat(push.getService()).isEqualTo(Events.SERVICE);
    assertThat(push.getRepository()).isEqualTo(Events.REPOSITORY);
    assertThat(push.getRef()).isEqualTo(Events.REF);
    assertThat(push.getClaimedCommit()).isEqualTo("a".repeat(40));
    assertThat(push.getSource()).isEqualTo(PushSource.WEBHOOK);
  }

  @Test
  void sameDeliveryIsTheSamePush() {
    send(PUSH);
    send(PUSH);

    assertThat(reported)
        .extracting(PushReported::getId)
        .hasSize(2)
        .containsOnly(reported.get(0).getId());
  }

  @Test
  void reportsForEveryServiceOfTheRepositoryWhoseSecretFits() throws IOException {
    registrations =
        Map.of(
            "shop",
            Events.registration(),
            "cart",
            Events.registration(),
            "x",
            Events.registration());
    Files.writeString(secrets.resolve("cart"), SECRET);
    Files.writeString(secrets.resolve("x"), "another");

    send(PUSH);

    assertThat(reported).extracting(PushReported::getService).containsExactly("cart", "shop");
  }

  @Test
  void bothSecretsOfARotationAreGood() throws IOException {
    Files.writeString(secrets.resolve(Events.SERVICE), "new-one\n" + SECRET + "\n");

    assertThat(send(PUSH).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ssh_url\": \"git@git.test:shop.git\"",
        "\"html_url\": \"https://git.test/Shop\"",
        "\"git_url\": \"git://git.test/shop.git\"",
        "\"url\": \"https://user:token@git.test:443/shop/\"",
      })
  void knowsTheRepositoryHoweverItIsWritten(String address) {
    Answer answer = send(PUSH.replace("\"clone_url\": \"https://git.test/shop.git\"", address));

    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void knowsALocalRepositoryByItsPath() {
    registrations =
        Map.of(
            Events.SERVICE,
            Registration.newBuilder().setRepository("/srv/git/shop").setRef(Events.REF).build());

    assertThat(send(PUSH.replace("https://git.test/shop.git", "/srv/git/shop/")).status())
        .isEqualTo(202);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "refs/heads/main | refs/heads/other       | no service is deployed from this ref",
        "refs/heads/main | refs/tags/v1           | no service is deployed from this ref",
        "\"deleted\": false | \"deleted\": true   | the ref was deleted",
      })
  void ignoresWhatDeploysNothing(String there, String instead, String why) {
    Answer answer = send(PUSH.replace(there, instead));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"ignored\":\"" + why + "\"}");
    assertThat(reported).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ping, ping", "issues, only push events are of interest"})
  void ignoresOtherEvents(String event, String why) {
    Answer answer = webhook().take(headers(event, "d-1", sign(PUSH)), PUSH.getBytes(UTF_8));

    assertThat(answer).isEqualTo(Answer.ignored(why));
  }

  @Test
  void refusesASignatureOfAnotherSecret() {
    String other =
        "sha256="
            + HexFormat.of()
                .formatHex(Signature.sign(PUSH.getBytes(UTF_8), "other".getBytes(UTF_8)));

    Answer answer = webhook().take(headers("push", "d-1", other), PUSH.getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(reported).isEmpty();
  }

  @Test
  void doesNotTellWhetherARepositoryIsRegistered() {
    Answer unregistered = send(PUSH.replace("git.test/shop.git", "git.test/cart.git"));
    byte[] body = PUSH.getBytes(UTF_8);

    Answer wrong = webhook().take(headers("push", "d-1", sign("another body")), body);

    assertThat(unregistered.status()).isEqualTo(401);
    assertThat(unregistered).isEqualTo(wrong);
    assertThat(reported).isEmpty();
  }

  @Test
  void nobodysSecretIsNoSecret() throws IOException {
    Files.delete(secrets.resolve(Events.SERVICE));
    byte[] body = PUSH.getBytes(UTF_8);
    String forged = "sha256=" + HexFormat.of().formatHex(Signature.sign(body, new byte[32]));

    assertThat(webhook().take(headers("push", "d-1", forged), body).status()).isEqualTo(401);
  }

  @Test
  void refusesEverythingForAServiceWithoutASecret() throws IOException {
    Files.delete(secrets.resolve(Events.SERVICE));

    assertThat(send(PUSH).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "'', d-1, good, 400",
    "push, '', good, 400",
    "push, a b, good, 400",
    "push, d-1, '', 401",
    "push, d-1, sha1=00, 401"
  })
  void refusesHeadersThatAreMissingOrWrong(
      String event, String delivery, String signature, int status) {
    String signed = signature.equals("good") ? sign(PUSH) : signature;

    Answer answer = webhook().take(headers(event, delivery, signed), PUSH.getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "{", "{} {}", "{}", "{\"repository\": 1}", "null"})
  void refusesABodyThatIsNoPayload(String body) {
    assertThat(send(body).status()).isEqualTo(400);
  }

  @Test
  void saysWhenThePushIsNotSafe() {
    reports =
        push -> {
          throw new PublishException("not acknowledged", new IOException());
        };

    assertThat(send(PUSH).status()).isEqualTo(503);
  }

  private GitHubWebhook webhook() {
    return new GitHubWebhook(
        () -> registrations, new WebhookSecrets(secrets), reports, SettableClock.atStart());
  }

  private Answer send(String body) {
    return webhook().take(headers("push", "d-1", sign(body)), body.getBytes(UTF_8));
  }

  private static Headers headers(String event, String delivery, String signature) {
    return new Headers(event, delivery, signature);
  }

  private static String sign(String body) {
    return "sha256="
        + HexFormat.of().formatHex(Signature.sign(body.getBytes(UTF_8), SECRET.getBytes(UTF_8)));
  }
}
