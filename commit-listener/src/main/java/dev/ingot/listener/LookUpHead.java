package dev.ingot.listener;

import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.topics.Ids;
import dev.ingot.events.topics.Topics;
import dev.ingot.git.RepositoryFolder;
import dev.ingot.git.RepositoryMissingException;
import dev.ingot.git.RepositoryName;
import dev.ingot.git.RepositoryRefusedException;
import dev.ingot.listener.HeadDecision.NewHead;
import dev.ingot.listener.HeadDecision.NothingNew;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A push is a claim; asks the repository what is true, and announces a head that is new. */
final class LookUpHead implements Stage<PushReported> {
  static final String NAME = "commit-listener";

  private static final Logger LOG = LoggerFactory.getLogger(LookUpHead.class);

  private static final Duration REGISTERED_WITHIN = Duration.ofSeconds(15);
  private static final Duration UNTIL_REGISTERED = Duration.ofMillis(500);

  private final Heads heads;
  private final Folders folders;
  private final Function<String, Optional<Registration>> registrations;
  private final Bindings bindings;

  LookUpHead(
      Heads heads,
      Folders folders,
      Function<String, Optional<Registration>> registrations,
      Bindings bindings) {
    this.heads = heads;
    this.folders = folders;
    this.registrations = registrations;
    this.bindings = bindings;
  }

  @Override
  public StageSpec<PushReported> spec() {
    return StageSpec.of(NAME, Topics.PUSHES)
        .oneAtATimeBy(PushReported::getService)
        .listensTo(Topics.HEADS, PushReported::getService, HeadSeen::getService)
        .listensTo(Topics.COMMITS, PushReported::getId, CommitReceived::getPushId)
        .emits(Topics.COMMITS, Topics.HEADS)
        .within(Duration.ofMinutes(15))
        .build();
  }

  @Override
  public Outcome look(PushReported push, StageContext context) throws IOException {
    boolean asked = push.getSource() == PushSource.OPERATOR;
    if (!context.history(Topics.COMMITS).isEmpty()) {
      return nothing(push, "it has made its commit already");
    }
    if (context.newerWaiting() && !asked) {
      return nothing(push, "a newer push of the service waits");
    }
    // The registration and not the report says where a service comes from.
    Optional<Registration> registration = registrations.apply(push.getService());
    if (registration.isEmpty() || (asked && !isMeant(push, registration.get()))) {
      // An operator registers right after the push, and another reader reads registrations.
      if (asked && context.now().isBefore(push.getReportedAt().plus(REGISTERED_WITHIN))) {
        return Outcome.checkAgain(UNTIL_REGISTERED);
      }
      return nothing(
          push,
          registration.isEmpty()
              ? "the service is not registered"
              : "the service is registered for another repository, branch or folder by now");
    }
    String repository = registration.get().getRepository();
    if (RepositoryName.hasCredentials(repository)) {
      return nothing(push, "the repository is registered with credentials; register it without");
    }
    // One that the platform team does not allow makes a commit all the same: its deployment ends as
    // FAILED with the reason, where people look.
    String folder = bindings.folder(push.getService(), registration.get());
    Optional<String> refusal = RepositoryFolder.refusal(folder);
    if (refusal.isPresent()) {
      return nothing(push, "the folder that it is registered for " + refusal.get());
    }
    try {
      return ask(push, registration.get(), folder, context);
    } catch (RepositoryRefusedException | RepositoryMissingException e) {
      // Asking again would not help. Should it be there again, the poller says so.
      LOG.warn("a repository cannot be asked service={} why={}", push.getService(), e.getMessage());
      return nothing(push, String.valueOf(e.getMessage()));
    }
  }

  /** Whether the registration is the one that an operator has made together with the push. */
  private static boolean isMeant(PushReported push, Registration registration) {
    return push.getPath() == null
        || (push.getPath().equals(registration.getPath())
            && push.getRef().equals(registration.getRef())
            && push.getRepository().equals(registration.getRepository()));
  }

  private Outcome ask(
      PushReported push, Registration registration, String folder, StageContext context)
      throws IOException {
    boolean asked = push.getSource() == PushSource.OPERATOR;
    String repository = registration.getRepository();
    String ref = registration.getRef();
    List<HeadSeen> seen = context.history(Topics.HEADS);
    Optional<HeadSeen> last =
        seen.isEmpty() ? Optional.empty() : Optional.of(seen.get(seen.size() - 1));
    Optional<String> remote = heads.head(repository, ref);
    HeadDecision decision = HeadDecision.decide(remote, last, folder, asked, context.now());
    Optional<String> tree = Optional.empty();
    if (decision instanceof NewHead head && !folder.isEmpty()) {
      String now = folders.tree(repository, ref, head.commitId(), folder);
      tree = Optional.of(now);
      decision = HeadDecision.within(folder, now, head, last, asked);
    }
    return switch (decision) {
      case NothingNew nothing -> nothing(push, nothing.why());
      case NewHead head -> announce(push, registration, folder, tree, head, context.now());
    };
  }

  @Override
  public List<Emission<?>> abandon(PushReported push, StageContext context, Abandonment why) {
    LOG.warn(
        "gave up a push service={} push={} attempts={} reason={}",
        push.getService(),
        push.getId(),
        why.attempts(),
        why.reason());
    return List.of();
  }

  private static Outcome nothing(PushReported push, String why) {
    LOG.info("push made no commit service={} push={} why={}", push.getService(), push.getId(), why);
    return Outcome.done();
  }

  private static Outcome announce(
      PushReported push,
      Registration registration,
      String folder,
      Optional<String> tree,
      NewHead head,
      Instant now) {
    String service = push.getService();
    CommitReceived commit =
        CommitReceived.newBuilder()
            .setId(Ids.event("CommitReceived", service, head.commitId(), head.generation()))
            .setService(service)
            .setCommit(
                Commit.newBuilder()
                    .setRepository(registration.getRepository())
                    .setRef(registration.getRef())
                    .setId(head.commitId())
                    .build())
            .setPath(folder)
            .setPreviousCommitId(head.previous().orElse(null))
            .setGeneration(head.generation())
            .setPushId(push.getId())
            .setReceivedAt(now)
            .build();
    HeadSeen seen =
        HeadSeen.newBuilder()
            .setId(Ids.event("HeadSeen", service, head.generation()))
            .setService(service)
            .setRepository(registration.getRepository())
            .setRef(registration.getRef())
            .setPath(folder)
            .setTree(tree.orElse(null))
            .setCommitId(head.commitId())
            .setGeneration(head.generation())
            .setSeenAt(now)
            .build();
    return Outcome.done(Emission.of(Topics.COMMITS, commit), Emission.of(Topics.HEADS, seen));
  }
}
