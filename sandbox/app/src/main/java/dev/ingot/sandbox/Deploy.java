package dev.ingot.sandbox;

import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.topics.Topics;
import dev.ingot.git.GitConfig;
import dev.ingot.operator.Registrar;
import dev.ingot.operator.RepositoryArguments;
import dev.ingot.operator.ServiceRepository;
import dev.ingot.sandbox.History.Story;
import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import dev.ingot.stage.config.Config;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Registers a repository with the running stack and deploys it. */
@Command(
    name = "deploy",
    description = "Registers a repository with the stack that 'ingot up' runs, and deploys it.")
final class Deploy implements Callable<Integer> {
  private static final Duration REGISTERED_WITHIN = Duration.ofSeconds(15);
  private static final Duration COMMIT_WITHIN = Duration.ofSeconds(60);

  @Mixin private RepositoryArguments source = new RepositoryArguments();

  @Option(
      names = "--timeout",
      defaultValue = "30",
      description = "Minutes to wait for the outcome; the deployment goes on without us.")
  private int minutes;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws Exception {
    Path home = RunningStack.folder();
    Optional<Endpoints> stack = Endpoints.read(home);
    if (stack.isEmpty()) {
      terminal.line(Tone.BAD, "Nothing is running. Start './ingot up' in another terminal first.");
      return 1;
    }
    ServiceRepository found = source.open(Config.read(GitConfig.class, RunningStack.settings()));
    terminal.line(
        "Deploying %s from %s, %s at %s"
            .formatted(
                found.service(), found.location(), found.ref(), found.commit().substring(0, 8)));
    Instant begin = Instant.now();
    History history = new History();
    Timeline timeline = new Timeline(terminal, begin, found.service()::equals);
    try (EventPublisher publisher = EventPublisher.open(stack.get().runtime());
        EventReader reader =
            EventReader.from(
                begin, Topics.all(), stack.get().runtime(), Listeners.both(history, timeline))) {
      Operator operator = new Operator(publisher);
      String push =
          operator.pushBeforeRegistration(
              found.service(), found.location(), found.ref(), found.folder());
      Registrar.register(stack.get().runtime(), found, "ingot deploy", REGISTERED_WITHIN);
      if (history.awaitCommitOfPush(push, COMMIT_WITHIN).isEmpty()) {
        terminal.line(
            Tone.BAD,
            "The commit-listener made no commit of it within %d s; its log, %s, says why."
                .formatted(COMMIT_WITHIN.toSeconds(), listenersLog(home)));
        return 1;
      }
      sayHowToPush(found, stack.get(), home);
      Optional<Story> end = history.awaitEndOfPush(push, Duration.ofMinutes(minutes));
      return report(found, stack.get(), end);
    }
  }

  /** Its own, or the one that all share in one JVM. */
  private static Path listenersLog(Path home) {
    Path own = home.resolve(Worker.COMMIT_LISTENER.title() + "-0.log");
    return Files.exists(own) ? own : Home.base().resolve("ingot.log");
  }

  private void sayHowToPush(ServiceRepository found, Endpoints stack, Path home) {
    Path secret = WebhookSecrets.in(home).ensure(found.service());
    terminal.line(
        Tone.QUIET,
        "From now on every commit to %s is deployed; its webhook is %s, with the secret in %s."
            .formatted(
                found.ref(), stack.webhooks().map(URI::toString).orElse("not here"), secret));
  }

  private int report(ServiceRepository found, Endpoints stack, Optional<Story> end) {
    if (end.isEmpty() || end.get().finished == null) {
      terminal.line(
          Tone.BAD, "No outcome after %d minutes; the deployment goes on.".formatted(minutes));
      return 1;
    }
    if (end.get().finished.getOutcome() != DeploymentOutcome.PROMOTED) {
      return 1;
    }
    terminal.line(
        Tone.GOOD,
        "%s serves http://%s.localhost:%d/"
            .formatted(found.service(), found.service(), stack.listener().getPort()));
    return 0;
  }
}
