package dev.ingot.listener;

import dev.ingot.git.GitConfig;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;

/** What the commit-listener needs to know. */
public record ListenerConfig(
    @Key(
            value = "ingot.webhook.host",
            doc = "Address that webhooks are taken on; put a TLS proxy in front of any other.",
            otherwise = "127.0.0.1")
        String host,
    @Key(
            value = "ingot.webhook.port",
            doc = "Port that webhooks are taken on; 0 takes a free one.",
            otherwise = "8090")
        int port,
    @Key(
            value = "ingot.webhook.secrets.dir",
            doc =
                "Folder with a file per service that holds its webhook's secret on the first line,"
                    + " and during a rotation the other one on the second; read at every webhook.",
            otherwise = "webhook-secrets")
        Path secrets,
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
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "ingot.webhook.port is %d; it is from 0 to 65535".formatted(port));
    }
    if (pollInterval.toMillis() < 100) {
      throw new IllegalArgumentException(
          "ingot.poll.interval is %s; it is at least 100ms".formatted(pollInterval));
    }
  }
}
