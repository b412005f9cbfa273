package dev.ingot.listener;

import dev.ingot.events.topics.Topics;
import dev.ingot.git.RemoteFolders;
import dev.ingot.git.Remotes;
import dev.ingot.listener.webhook.WebhookServer;
import dev.ingot.pipeline.Environments;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.Repeating;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.StandingOrders;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commit-listener: webhooks and a poller to pushes, pushes to commits. */
public final class CommitListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitListener.class);
  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(8);

  private static final Duration SHORTEST_TURN = Duration.ofMillis(50);
  private static final int TURNS_PER_INTERVAL = 60;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final URI webhook;

  /** Reads the configuration from the environment and runs until told to stop. */
  public static void main(String[] args) {
    WorkerMain.run(
        LookUpHead.NAME,
        (settings, parts) ->
            parts.add(
                open(
                    Config.read(RuntimeConfig.class, settings),
                    Config.read(ListenerConfig.class, settings))));
  }

  /** Takes webhooks, polls and works on pushes until closed. */
  public static CommitListener open(RuntimeConfig runtime, ListenerConfig config) throws Exception {
    return new CommitListener(runtime, config);
  }

  private CommitListener(RuntimeConfig runtime, ListenerConfig config) throws Exception {
    try {
      StandingOrders orders = part(StandingOrders.open(runtime));
      EventPublisher publisher = part(EventPublisher.open(runtime));
      Remotes remotes = new Remotes(config.git());
      Heads heads = new SharedHeads(remotes::heads);
      Bindings bindings = new Bindings(Environments.load(config.environments())::folder);
      RemoteFolders remoteFolders =
          new RemoteFolders(remotes, config.work(), config.fetchDeadline());
      remoteFolders.clean();
      Folders folders = new SharedFolders(remoteFolders::trees, orders::registrations, bindings);
      Reports reports = push -> publisher.publish(Topics.PUSHES, push, ACKNOWLEDGED_WITHIN);
      InstantSource clock = InstantSource.system();
      part(
          StageWorker.of(new LookUpHead(heads, folders, orders::registration, bindings), runtime)
              .retries(config.retry())
              .start());
      PollPlan plan = new PollPlan(config.pollInterval(), new SplittableRandom());
      Poller poller = new Poller(orders::registrations, heads, reports, clock, plan);
      part(Repeating.start("poller", turn(config.pollInterval()), poller::poll));
      webhook =
          part(WebhookServer.start(
                  config.webhook(),
                  orders::registrations,
                  push -> publisher.announce(Topics.PUSHES, push, ACKNOWLEDGED_WITHIN),
                  clock))
              .uri("github");
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Where webhooks in GitHub's form are taken; other hosts' are beside it. */
  public URI webhook() {
    return webhook;
  }

  /** Often enough that repositories are due one by one. */
  private static Duration turn(Duration interval) {
    Duration part = interval.dividedBy(TURNS_PER_INTERVAL);
    return part.compareTo(SHORTEST_TURN) < 0 ? SHORTEST_TURN : part;
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        // The others are to be closed all the same.
        LOG.warn("a part did not close", e);
      }
    }
  }
}
