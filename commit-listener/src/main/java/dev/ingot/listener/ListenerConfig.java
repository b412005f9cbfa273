package dev.ingot.listener;

import dev.ingot.git.GitConfig;
import dev.ingot.listener.webhook.WebhookConfig;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.config.Key;
import java.time.Duration;

/** What the commit-listener needs to know. */
public record ListenerConfig(
    WebhookConfig webhook,
    @Key(
            value = "ingot.poll.interval",
            doc =
                "Wait between two turns of the poller, which finds what webhooks missed; at least"
                    + " 100ms.",
            otherwise = "1m")
        Duration pollInterval,
    GitConfig git,
    RetryPolicy retry) {

  public ListenerConfig {
    if (pollInterval.toMillis() < 100) {
      throw new IllegalArgumentException(
          "ingot.poll.interval is %s; it is at least 100ms".formatted(pollInterval));
    }
  }
}
