package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.stage.PublishException;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class WebhookTest {
  private static final String GONE = "0".repeat(40);

  @TempDir Path secrets;

  private final SettableClock clock = SettableClock.at(Instant.ofEpochSecond(Sample.AT));
  private final List<PushReported> reported = new ArrayList<>();
  private Consumer<PushReported> reports = reported::add;
  private Map<String, Registration> registrations = Map.of(Events.SERVICE, Events.registration());
  private List<Secret> common = List.of();
  private int rate;

  @BeforeEach
  void secret() throws IOException {
    secret(Events.SERVICE, Sample.PLAIN_SECRET + "\n" + Sample.SECRET + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void reportsAPush(Sample sample) {
    Answer answer = send(sample, sample.body());

    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    assertThat(reported).hasSize(1);
    PushReported push = reported.get(0);
    assertThat(answer.body()).isEqualTo("{\"pushes\":[\"" + push.getId() + "\"]}");
    assertThat(push.getService()).isEqualTo(Events.SERVICE);
    assertThat(push.getRepository()).isEqualTo(Events.REPOSITORY);
    assertThat(push.getRef()).isEqualTo(Events.REF);
    assertThat(push.getClaimedCommit()).isEqualTo(Sample.COMMIT);
    assertThat(push.getSource()).isEqualTo(PushSource.WEBHOOK);
    assertThat(push.getHost()).isEqualTo(sample.host().name());
  }

  @ParameterizedTest
  @CsvSource({"GITHUB, true", "BITBUCKET_CLOUD, true", "GITLAB, ", "BITBUCKET_DATA_CENTER, "})
  void saysWhetherTheHistoryWasLeftWhereTheHostDoes(Sample sample, Boolean forced) {
    send(sample, sample.body());

    assertThat(reported).extracting(PushReported::getForced).containsExactly(forced);
  }

  @ParameterizedTest
  @EnumSource
  void sameDeliveryIsTheSamePush(Sample sample) {
    send(sample, sample.body());
    send(sample, sample.body());

    assertThat(reported)
        .extracting(PushReported::getId)
        .hasSize(2)
        .containsOnly(reported.get(0).getId());
  }

  @ParameterizedTest
  @EnumSource
  void ignoresAnotherBranchATagAndADeletedBranch(Sample sample) {
    assertThat(send(sample, sample.body("refs/heads/other", Sample.COMMIT)))
        .isEqualTo(Answer.ignored("no service is deployed from this ref"));
    assertThat(send(sample, sample.body("refs/tags/v1", Sample.COMMIT)))
        .isEqualTo(Answer.ignored("no service is deployed from this tag"));
    assertThat(send(sample, sample.body("refs/heads/main", GONE)))
        .isEqualTo(Answer.ignored("the ref was deleted"));
    assertThat(reported).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, ping, ping",
    "GITHUB, issues, only push events are of interest",
    "GITLAB, Tag Push Hook, no service is deployed from a tag",
    "GITLAB, Issue Hook, only push events are of interest",
    "GITEA, delete, only push events are of interest",
    "BITBUCKET_CLOUD, repo:fork, only push events are of interest",
    "BITBUCKET_DATA_CENTER, mirror:repo_synchronized, only push events are of interest",
    "BITBUCKET_DATA_CENTER, diagnostics:ping, ping",
    "GIT, pull, only push events are of interest",
  })
  void ignoresOtherEvents(Sample sample, String event, String why) {
    byte[] body = sample.body().getBytes(UTF_8);

    assertThat(send(sample, sample.headers(body, sample.secret(), event, "d-1"), body))
        .isEqualTo(Answer.ignored(why));
  }

  @Test
  void aSystemHookSaysInItsBodyWhatItIsAbout() {
    byte[] push = Sample.GITLAB.body().replace("\"object_kind\": \"push\", ", "").getBytes(UTF_8);
    byte[] other = Sample.GITLAB.body().replace("\"push\"", "\"tag_push\"").getBytes(UTF_8);

    assertThat(send(Sample.GITLAB, systemHook(push), push).status()).isEqualTo(202);
    assertThat(send(Sample.GITLAB, systemHook(other), other).status()).isEqualTo(200);
  }

  private static Map<String, String> systemHook(byte[] body) {
    return Sample.GITLAB.headers(body, Sample.PLAIN_SECRET, "System Hook", "d-1");
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatIsSignedWithAnotherSecret(Sample sample) {
    byte[] body = sample.body().getBytes(UTF_8);

    Answer answer =
        send(sample, sample.headers(body, sample.secret() + "x", sample.event(), "d-1"), body);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(reported).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GITLAB")
  void refusesABodyThatWasChanged(Sample sample) {
    byte[] sent = sample.body().getBytes(UTF_8);
    byte[] came = sample.body().replace("main", "next").getBytes(UTF_8);

    assertThat(send(sample, sample.headers(sent), came).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource
  void doesNotTellWhetherARepositoryIsRegistered(Sample sample) {
    byte[] body = sample.body().getBytes(UTF_8);
    Map<String, String> wrong = sample.headers(body, "another", sample.event(), "d-1");

    Answer registered = send(sample, wrong, body);
    registrations = Map.of();
    Answer unregistered = send(sample, wrong, body);
    Answer signed = send(sample, sample.headers(body), body);

    assertThat(registered.status()).isEqualTo(401);
    assertThat(unregistered).isEqualTo(registered);
    assertThat(signed).isEqualTo(registered);
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
    secret("cart", Sample.PLAIN_SECRET);
    secret("x", "another");

    send(Sample.GITHUB, Sample.GITHUB.body());

    assertThat(reported).extracting(PushReported::getService).containsExactly("cart", "shop");
  }

  @Test
  void eachOfSeveralRefsInOneRequestIsAPush() throws IOException {
    registrations =
        Map.of(
            "shop", Events.registration(),
            "next",
                Registration.newBuilder(Events.registration()).setRef("refs/heads/next").build());
    secret("next", Sample.PLAIN_SECRET);
    String change = "{\"type\": \"branch\", \"name\": \"%s\", \"target\": {\"hash\": \"%s\"}}";
    String body =
        """
        {"push": {"changes": [{"new": %s, "old": null}, {"new": null, "old": %s}, {"new": %s, "old": null}]},
         "repository": {"links": {"html": {"href": "https://git.test/shop"}}}}
        """
            .formatted(
                change.formatted("main", "a".repeat(40)),
                change.formatted("gone", "b".repeat(40)),
                change.formatted("next", "c".repeat(40)));

    Answer answer = send(Sample.BITBUCKET_CLOUD, body);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(reported).extracting(PushReported::getService).containsExactly("next", "shop");
    assertThat(reported)
        .extracting(PushReported::getClaimedCommit)
        .containsExactly("c".repeat(40), "a".repeat(40));
    assertThat(reported).extracting(PushReported::getId).doesNotHaveDuplicates();
  }

  @Test
  void bothSecretsOfARotationAreGoodAndAThirdIsNot() throws IOException {
    secret(Events.SERVICE, "new-one\n" + Sample.PLAIN_SECRET + "\nthird\n");
    byte[] body = Sample.GITHUB.body().getBytes(UTF_8);

    assertThat(send(Sample.GITHUB, signed(body, "new-one"), body).status()).isEqualTo(202);
    assertThat(send(Sample.GITHUB, signed(body, Sample.PLAIN_SECRET), body).status())
        .isEqualTo(202);
    assertThat(send(Sample.GITHUB, signed(body, "third"), body).status()).isEqualTo(401);
  }

  private static Map<String, String> signed(byte[] body, String secret) {
    return Sample.GITHUB.headers(body, secret, "push", "d-1");
  }

  @Test
  void commonSecretIsForServicesWithoutAFile() throws IOException {
    common = List.of(new Secret("common"));
    byte[] body = Sample.GITHUB.body().getBytes(UTF_8);

    assertThat(send(Sample.GITHUB, signed(body, "common"), body).status()).isEqualTo(401);
    Files.delete(secrets.resolve(Events.SERVICE));
    assertThat(send(Sample.GITHUB, signed(body, "common"), body).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @EnumSource
  void nobodysSecretIsNoSecret(Sample sample) throws IOException {
    Files.delete(secrets.resolve(Events.SERVICE));
    byte[] body = sample.body().getBytes(UTF_8);
    String nobodys = new String(new byte[32], UTF_8);

    assertThat(send(sample, sample.headers(body, nobodys, sample.event(), "d-1"), body).status())
        .isEqualTo(401);
  }

  @Test
  void aSigningTokenIsNoToken() throws IOException {
    secret(Events.SERVICE, Sample.SECRET);
    byte[] body = Sample.GITLAB.body().getBytes(UTF_8);

    assertThat(
            send(
                    Sample.GITLAB,
                    Sample.GITLAB.headers(body, Sample.SECRET, "Push Hook", "d-1"),
                    body)
                .status())
        .isEqualTo(401);
  }

  @Test
  void aWrongSignatureIsNotMadeGoodByARightToken() {
    byte[] body = Sample.GITLAB.body().getBytes(UTF_8);
    Map<String, String> headers = new HashMap<>(Sample.GITLAB.headers(body));
    headers.putAll(
        Sample.GITLAB_SIGNED.headers("other".getBytes(UTF_8), Sample.SECRET, "Push Hook", "d-1"));

    assertThat(send(Sample.GITLAB, headers, body).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"301, 401", "-301, 401", "299, 202", "-299, 202"})
  void aSignedTimeIsNotFarFromNow(long seconds, int status) {
    clock.set(Instant.ofEpochSecond(Sample.AT + seconds));

    assertThat(send(Sample.GITLAB_SIGNED, Sample.GITLAB_SIGNED.body()).status()).isEqualTo(status);
  }

  @Test
  void aServiceThatReportsTooMuchIsSlowedDown() {
    rate = 1;
    Webhook webhook = webhook();

    assertThat(send(webhook, Sample.GITHUB).status()).isEqualTo(202);
    assertThat(send(webhook, Sample.GITHUB).status()).isEqualTo(202);
    Answer third = send(webhook, Sample.GITHUB);
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.retryAfter()).isPositive();
  }

  @Test
  void saysWhenThePushIsNotSafe() {
    reports =
        push -> {
          throw new PublishException("not acknowledged", new IOException());
        };

    Answer answer = send(Sample.GITHUB, Sample.GITHUB.body());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.retryAfter()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"ssh_url\": \"git@git.test:shop.git\"",
        "\"html_url\": \"https://git.test/Shop\"",
        "\"git_url\": \"git://git.test/shop.git\"",
        "\"url\": \"https://user:token@git.test:443/shop/\"",
      })
  void knowsTheRepositoryHoweverItIsWritten(String address) {
    String body =
        Sample.GITHUB.body().replace("\"clone_url\": \"https://git.test/shop.git\"", address);

    assertThat(send(Sample.GITHUB, body).status()).isEqualTo(202);
  }

  @Test
  void knowsALocalRepositoryByItsPath() {
    registrations =
        Map.of(
            Events.SERVICE,
            Registration.newBuilder().setRepository("/srv/git/shop").setRef(Events.REF).build());
    String body = Sample.GIT.body().replace("https://git.test/shop.git", "/srv/git/shop/");

    assertThat(send(Sample.GIT, body).status()).isEqualTo(202);
  }

  private void secret(String service, String lines) throws IOException {
    Files.writeString(secrets.resolve(service), lines);
  }

  private Webhook webhook() {
    return new Webhook(
        () -> registrations,
        new WebhookSecrets(secrets, common, clock),
        push -> CompletableFuture.runAsync(() -> reports.accept(push), Runnable::run),
        new PushRates(rate, () -> 0),
        Limits.DEFAULT,
        clock);
  }

  private Answer send(Sample sample, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return send(sample, sample.headers(bytes), bytes);
  }

  private Answer send(Webhook webhook, Sample sample) {
    byte[] body = sample.body().getBytes(UTF_8);
    return send(webhook, sample, sample.headers(body), body);
  }

  private Answer send(Sample sample, Map<String, String> headers, byte[] body) {
    return send(webhook(), sample, headers, body);
  }

  private static Answer send(
      Webhook webhook, Sample sample, Map<String, String> headers, byte[] body) {
    return switch (webhook.read(sample.host(), Sample.headers(headers))) {
      case Reading.Answered(Answer answer) -> answer;
      case Reading.Delivery delivery ->
          answer(webhook, webhook.examine(sample.host(), delivery, new ByteArrayInputStream(body)));
    };
  }

  private static Answer answer(Webhook webhook, Webhook.Examined examined) {
    return switch (examined) {
      case Webhook.Examined.Answered it -> it.answer();
      case Webhook.Examined.Pushes pushes -> webhook.report(pushes).join();
    };
  }
}
