package dev.ingot.listener;

import dev.ingot.git.GitConfig;
import dev.ingot.listener.webhook.WebhookConfig;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;

/** What the commit-listener needs to know. */
public record ListenerConfig(
    @Key(
            value = "ingot.environments.file",
            doc = "The platform team's environments.yaml.",
            otherwise = "environments.yaml")
        Path environments,
    WebhookConfig webhook,
    @Key(
            value = "ingot.poll.interval",
            doc =
                "How often each repository is asked for what webhooks missed, more or less a quarter;"
                    + " at least 100ms.",
            otherwise = "1m")
        Duration pollInterval,
    @Key(
            value = "ingot.listener.work.dir",
            doc =
                "Folder of this worker's own for what it fetches of repositories with several"
                    + " services, for a moment each.",
            otherwise = ".ingot/listener")
        Path work,
    @Key(
            value = "ingot.fetch.deadline",
            doc = "Longest time that one fetch from a repository may take, 1s to 1h.",
            otherwise = "5m")
        Duration fetchDeadline,
    GitConfig git,
    RetryPolicy retry) {

  public ListenerConfig {
    if (fetchDeadline.toSeconds() < 1 || fetchDeadline.toHours() > 1) {
      throw new IllegalArgumentException(
          "ingot.fetch.deadline is %s; it is from 1s to 1h".formatted(fetchDeadline));
    }
    if (pollInterval.toMillis() < 100) {
      throw new IllegalArgumentException(
          "ingot.poll.interval is %s; it is at least 100ms".formatted(pollInterval));
    }
  }
}
