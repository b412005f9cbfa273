package dev.ingot.sandbox;

import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.History.Story;
import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import dev.ingot.verifier.PastVerdicts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The story that the README tells: four versions of a shop, committed one after the other. The
 * first is promoted, the second is promoted through its steps, the third is rolled back by the
 * judge, and the fourth does not compile.
 */
@Command(
    name = "demo",
    description = "Shows the whole pipeline on this machine: four commits, from push to outcome.")
final class Demo implements Callable<Integer> {
  private static final String SERVICE = "shop";
  private static final String HOST = SERVICE + ".localhost";
  private static final String REF = "refs/heads/main";
  private static final int REQUESTS_PER_SECOND = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Option(
      names = "--rollbacks",
      paramLabel = "N",
      defaultValue = "0",
      description = "Instead of the story: deploy the bad version N times and report the figures.")
  private int rollbacks;

  @Option(
      names = "--failing",
      description =
          "With --rollbacks: a version that fails every request, in place of one that fails 30 %%.")
  private boolean failing;

  private final Terminal terminal = Terminal.standard();
  private final Instant begin = Instant.now();
  private final List<Chapter> chapters = new ArrayList<>();
  private @Nullable Load load;

  /** A commit, what should come of it, and what came of it. */
  private record Chapter(String version, Ending expected, @Nullable Story story) {
    boolean asExpected() {
      return story != null && expected.isThatOf(story);
    }
  }

  @Override
  public Integer call() throws Exception {
    // The hook is closed last: then the process may end, and the folder is gone.
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.take("demo");
        MemoryMeter memory = new MemoryMeter()) {
      terminal.line(
          Tone.QUIET, "Starting a small AWS, a Kafka broker, a schema registry and five workers …");
      try (Stack stack = hook.watch(Stack.start(home, Sandbox.Ports.FREE, 0));
          DemoRepository repository =
              DemoRepository.make(home.folder().resolve("shop"), examples())) {
        Duration took = Duration.between(begin, Instant.now());
        terminal.line(Tone.QUIET, "Everything runs after " + Text.seconds(took) + ".\n");
        boolean asTold = tell(stack, repository);
        terminal.line(
            Tone.QUIET,
            "\nJudged again from the log: "
                + PastVerdicts.summary(stack.endpoints().runtime(), PATIENCE));
        terminal.line(Tone.QUIET, "\nMost memory: " + memory.most() + ".");
        terminal.line(
            Tone.QUIET,
            "All of it took " + Text.seconds(Duration.between(begin, Instant.now())) + ".");
        return asTold ? 0 : 1;
      } finally {
        if (load != null) {
          load.close();
        }
      }
    }
  }

  private boolean tell(Stack stack, DemoRepository repository) {
    History history = new History();
    Timeline timeline = new Timeline(terminal, begin, SERVICE::equals);
    try (EventPublisher publisher = EventPublisher.open(stack.endpoints().runtime());
        EventReader reader =
            EventReader.from(
                begin,
                Topics.all(),
                stack.endpoints().runtime(),
                Listeners.both(history, timeline))) {
      stack.secrets().ensure(SERVICE);
      new Operator(publisher).register(SERVICE, repository.path(), REF);
      Webhook webhook = new Webhook(stack.endpoints().webhooks().orElseThrow(), stack.secrets());
      Deployer deployer =
          (version, message, expected) -> {
            String commit = repository.commit(version, message);
            terminal.line("");
            terminal.line(Tone.BOLD, "%s: %s".formatted(version, message));
            webhook.send(SERVICE, repository.path(), commit);
            if (load == null) {
              history.awaitTrafficOfCommit(commit, PATIENCE);
              load = new Load(stack.endpoints().listener(), HOST, REQUESTS_PER_SECOND);
            }
            Story story = history.awaitEndOfCommit(commit, PATIENCE).orElse(null);
            Chapter chapter = new Chapter(version, expected, story);
            stack.failure().ifPresent(why -> terminal.line(Tone.BAD, why));
            if (!chapter.asExpected()) {
              terminal.line(Tone.BAD, "This version was to " + expected + ", and was not.");
            }
            return chapter;
          };
      return rollbacks > 0 ? repeat(deployer) : story(deployer);
    }
  }

  private interface Deployer {
    Chapter deploy(String version, String message, Ending expected);
  }

  private boolean story(Deployer deployer) {
    chapters.add(deployer.deploy("v1", "the first version", Ending.PROMOTED_FIRST));
    Load users = Objects.requireNonNull(load, "the first version brings the users");
    chapters.add(deployer.deploy("v2", "a better version", Ending.PROMOTED_STEP_BY_STEP));
    chapters.add(
        deployer.deploy(
            "v3", "a version that fails 30 % of its requests", Ending.ROLLED_BACK_BY_THE_JUDGE));
    chapters.add(
        deployer.deploy("v4", "a version that does not compile", Ending.FAILED_AT_THE_BAKE));
    users.close();
    new DemoReport(terminal, REQUESTS_PER_SECOND).print(stories(), users.counts());
    return chapters.stream().allMatch(Chapter::asExpected)
        && DemoReport.withoutFailures(users.counts(), "v1", "v2", Load.NOBODY);
  }

  /** For the figures: the same bad version again and again. */
  private boolean repeat(Deployer deployer) {
    chapters.add(deployer.deploy("v1", "the first version", Ending.PROMOTED_FIRST));
    Load users = Objects.requireNonNull(load, "the first version brings the users");
    String version = failing ? "failing" : "v3";
    RollbackFigures figures =
        new RollbackFigures(REQUESTS_PER_SECOND, failing ? 1 : DemoReport.V3_FAILS);
    for (int run = 1; run <= rollbacks; run++) {
      users.forget(version);
      Chapter bad =
          deployer.deploy(version, "bad version, run " + run, Ending.ROLLED_BACK_BY_THE_JUDGE);
      chapters.add(bad);
      if (bad.story() != null) {
        figures.add(version, bad.story(), users.counts());
      }
    }
    users.close();
    figures.print(terminal);
    return chapters.stream().allMatch(Chapter::asExpected);
  }

  private List<DemoReport.Told> stories() {
    return chapters.stream()
        .filter(c -> c.story() != null)
        .map(c -> new DemoReport.Told(c.version(), c.story()))
        .toList();
  }

  /** The launcher says where the project is. */
  private static Path examples() {
    return Path.of(System.getProperty("ingot.project", ".")).resolve("examples").resolve("shop");
  }
}
