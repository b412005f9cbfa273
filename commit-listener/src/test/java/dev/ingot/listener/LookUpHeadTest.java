package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.topics.Topics;
import dev.ingot.git.RepositoryMissingException;
import dev.ingot.git.RepositoryRefusedException;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import dev.ingot.stage.testkit.StageContract;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookUpHeadTest extends StageContract<PushReported> {
  private static final String NEW = "b".repeat(40);

  private Heads heads = (repository, refs) -> Map.of(Events.REF, NEW);
  private Folders folders =
      (repository, ref, commit, folder) -> {
        throw new IOException("no folder was asked for");
      };
  private Optional<Registration> registration = Optional.of(Events.registration());
  private Bindings bindings = Bindings.NONE;

  @Override
  protected ManualStage<PushReported> freshStage() {
    return ManualStage.of(
        () ->
            new LookUpHead(
                (r, refs) -> heads.heads(r, refs),
                (r, ref, commit, folder) -> folders.tree(r, ref, commit, folder),
                service -> registration,
                bindings),
        SettableClock.atStart());
  }

  @Override
  protected PushReported event() {
    return Events.pushReported().build();
  }

  @Override
  protected void assertWorldIsSafe() {
    // The stage changes nothing but the log.
  }

  @Override
  protected boolean holdsDeployment() {
    return false;
  }

  @Test
  void announcesANewHeadAsACommit() throws Exception {
    ManualStage<PushReported> stage = freshStage().deliver(event());

    stage.look();

    CommitReceived commit = stage.only(Topics.COMMITS);
    HeadSeen head = stage.only(Topics.HEADS);
    assertThat(commit.getCommit().getId()).isEqualTo(NEW);
    assertThat(commit.getCommit().getRepository()).isEqualTo(Events.REPOSITORY);
    assertThat(commit.getPreviousCommitId()).isNull();
    assertThat(commit.getGeneration()).isEqualTo(Events.START.toEpochMilli());
    assertThat(head.getCommitId()).isEqualTo(NEW);
    assertThat(head.getGeneration()).isEqualTo(commit.getGeneration());
  }

  @Test
  void deploysTheSameHeadAgainOnceForEachTimeThatAnOperatorAsks() throws Exception {
    ManualStage<PushReported> stage = freshStage();
    stage.say(Topics.HEADS, Events.headSeen().setCommitId(NEW).build());

    stage.deliver(asked()).look();
    stage.crashAndRedeliver().look();

    CommitReceived commit = stage.only(Topics.COMMITS);
    assertThat(commit.getPushId()).isEqualTo("again");
    assertThat(commit.getGeneration()).isGreaterThan(Events.headSeen().getGeneration());
  }

  @Test
  void asksTheRegisteredRepositoryWhateverThePushClaims() throws Exception {
    heads =
        (repository, refs) -> {
          assertThat(repository).isEqualTo(Events.REPOSITORY);
          assertThat(refs).containsExactly(Events.REF);
          return Map.of(Events.REF, NEW);
        };
    PushReported forged =
        Events.pushReported().setRepository("https://evil.test/x").setRef("refs/heads/x").build();
    ManualStage<PushReported> stage = freshStage().deliver(forged);

    stage.look();

    assertThat(stage.only(Topics.COMMITS).getCommit().getRepository()).isEqualTo(Events.REPOSITORY);
  }

  @Test
  void takesTheFolderThatThePlatformTeamBindsTheServiceToWhereNoneIsRegistered() throws Exception {
    bindings = new Bindings((service, folder) -> folder.isEmpty() ? "services/" + service : folder);
    folders =
        (repository, ref, commit, folder) -> {
          assertThat(folder).isEqualTo("services/" + Events.SERVICE);
          return "c".repeat(40);
        };
    ManualStage<PushReported> stage = freshStage().deliver(event());

    stage.look();

    assertThat(stage.only(Topics.COMMITS).getPath()).isEqualTo("services/" + Events.SERVICE);
    assertThat(stage.only(Topics.HEADS).getTree()).isEqualTo("c".repeat(40));
  }

  @Test
  void makesNothingOfAHeadThatIsKnown() throws Exception {
    ManualStage<PushReported> stage = freshStage();
    stage.say(Topics.HEADS, Events.headSeen().setCommitId(NEW).build());
    stage.deliver(event());

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void standsAsideForANewerPush() throws Exception {
    ManualStage<PushReported> stage = freshStage().newerWaiting(true).deliver(event());

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void makesNothingOfAServiceThatIsNotRegistered() throws Exception {
    registration = Optional.empty();
    ManualStage<PushReported> stage = freshStage().deliver(event());

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void waitsForTheRegistrationThatAnOperatorsPushFollows() throws Exception {
    registration = Optional.empty();
    ManualStage<PushReported> stage = freshStage().deliver(asked());

    stage.look();
    assertThat(stage.isDone()).isFalse();
    registration = Optional.of(Events.registration());
    stage.look();

    assertThat(stage.announced(Topics.COMMITS)).hasSize(1);
  }

  @Test
  void waitsForTheVeryRegistrationThatAnOperatorMakesAfterThePush() throws Exception {
    PushReported push = PushReported.newBuilder(asked()).setPath("services/shop").build();
    ManualStage<PushReported> stage = freshStage().deliver(push);
    folders = (repository, ref, commit, folder) -> folder + "@1";

    stage.look();
    assertThat(stage.isDone()).as("the old one, of the root").isFalse();
    inFolder("services/shop");
    stage.look();

    assertThat(stage.only(Topics.COMMITS).getPath()).isEqualTo("services/shop");
  }

  @Test
  void deploysNothingOfAnotherRegistrationThanTheOperatorMeant() throws Exception {
    for (PushReported push :
        List.of(
            PushReported.newBuilder(asked()).setPath("other").build(),
            PushReported.newBuilder(asked()).setPath("").setRef("refs/heads/other").build(),
            PushReported.newBuilder(asked()).setPath("").setRepository("https://o.test").build())) {
      ManualStage<PushReported> stage = freshStage().deliver(push);

      stage.lookUntilDone(31);

      assertThat(stage.announced()).isEmpty();
    }
  }

  @Test
  void makesOneCommitOfAnOperatorsPushAndOfWhatThePollerFindsAtItsRegistration() throws Exception {
    PushReported polled =
        Events.pushReported().setId("polled").setSource(PushSource.POLLER).build();
    ManualStage<PushReported> stage = freshStage();

    stage.deliver(PushReported.newBuilder(asked()).setPath("").build()).look();
    stage.deliver(polled).look();
    assertThat(stage.only(Topics.COMMITS).getPushId()).isEqualTo("again");

    ManualStage<PushReported> before = freshStage().newerWaiting(true).deliver(polled);
    before.look();
    assertThat(before.announced()).isEmpty();
  }

  @Test
  void waitsForARegistrationNoLongerThanFifteenSeconds() throws Exception {
    registration = Optional.empty();
    ManualStage<PushReported> stage = freshStage().deliver(asked());

    stage.lookUntilDone(31);

    assertThat(stage.clock().instant()).isEqualTo(Events.START.plusSeconds(15));
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void announcesNothingOfARepositoryThatIsRegisteredWithCredentials() throws Exception {
    registration =
        Optional.of(
            Registration.newBuilder(Events.registration())
                .setRepository("https://user:token@git.test/shop.git")
                .build());
    ManualStage<PushReported> stage = freshStage().deliver(event());

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void isSurprisedWhenTheRepositoryDoesNotAnswer() {
    heads =
        (repository, refs) -> {
          throw new IOException("no answer");
        };
    ManualStage<PushReported> stage = freshStage().deliver(event());

    assertThatThrownBy(stage::look).hasMessage("no answer");
  }

  @Test
  void aServiceThatHasAFolderIsDeployedWhenThatChanges() throws Exception {
    inFolder("services/shop/");
    folders = (repository, ref, commit, folder) -> folder + "@2";
    ManualStage<PushReported> stage = freshStage();
    stage.say(
        Topics.HEADS,
        Events.headSeen().setPath("services/shop").setTree("services/shop@1").build());
    stage.deliver(event());

    stage.look();

    assertThat(stage.only(Topics.COMMITS).getPath()).isEqualTo("services/shop");
    assertThat(stage.only(Topics.HEADS).getPath()).isEqualTo("services/shop");
    assertThat(stage.only(Topics.HEADS).getTree()).isEqualTo("services/shop@2");
  }

  @Test
  void aServiceWhoseFolderThePushDoesNotTouchIsNotDeployed() throws Exception {
    inFolder("services/shop");
    folders = (repository, ref, commit, folder) -> folder + "@1";
    ManualStage<PushReported> stage = freshStage();
    stage.say(
        Topics.HEADS,
        Events.headSeen().setPath("services/shop").setTree("services/shop@1").build());
    stage.deliver(event());

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void makesNothingOfAFolderThatIsNone() throws Exception {
    inFolder("../other");
    ManualStage<PushReported> stage = freshStage().deliver(event());

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void makesNothingOfARepositoryThatIsGoneOrMayNotBeAsked() throws Exception {
    for (IOException why :
        List.of(new RepositoryMissingException("gone"), new RepositoryRefusedException("no"))) {
      heads =
          (repository, refs) -> {
            throw why;
          };
      ManualStage<PushReported> stage = freshStage().deliver(event());

      stage.look();

      assertThat(stage.isDone()).isTrue();
      assertThat(stage.announced()).isEmpty();
    }
  }

  @Test
  void aBranchThatWasSetBackIsANewIntent() throws Exception {
    ManualStage<PushReported> stage = freshStage();
    String forward = "c".repeat(40);
    stage.say(Topics.HEADS, Events.headSeen().setId("head-1").setCommitId(NEW).build());
    stage.say(Topics.HEADS, Events.headSeen().setId("head-2").setCommitId(forward).build());
    stage.deliver(event());

    stage.look();

    CommitReceived commit = stage.only(Topics.COMMITS);
    assertThat(commit.getCommit().getId()).isEqualTo(NEW);
    assertThat(commit.getPreviousCommitId()).isEqualTo(forward);
  }

  private void inFolder(String folder) {
    registration =
        Optional.of(Registration.newBuilder(Events.registration()).setPath(folder).build());
  }

  private static PushReported asked() {
    return Events.pushReported().setId("again").setSource(PushSource.OPERATOR).build();
  }
}
