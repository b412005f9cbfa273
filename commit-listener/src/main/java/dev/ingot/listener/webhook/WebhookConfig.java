package dev.ingot.listener.webhook;

import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the HTTP side needs to know. */
public record WebhookConfig(
    @Key(
            value = "ingot.webhook.host",
            doc =
                "Address that webhooks are taken on; for any other set a certificate, or put a TLS"
                    + " proxy in front.",
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
                    + " and during a rotation the other one on the second; read again when it"
                    + " changes.",
            otherwise = "webhook-secrets")
        Path secrets,
    @Key(
            value = "ingot.webhook.secret",
            doc =
                "Secret of the webhooks of all services that have no file of their own, as of an"
                    + " organisation's webhook; two during a rotation.",
            otherwise = "")
        List<String> secret,
    @Key(
            value = "ingot.webhook.tls.certificate",
            doc =
                "PEM file with the certificate and its chain; with it webhooks are taken over TLS"
                    + " 1.2 and 1.3. Read again when it changes.",
            otherwise = "")
        Optional<Path> certificate,
    @Key(
            value = "ingot.webhook.tls.key",
            doc = "PEM file with the certificate's private key, PKCS #8 and not encrypted.",
            otherwise = "")
        Optional<Path> key,
    @Key(
            value = "ingot.webhook.rate",
            doc =
                "Pushes a second that are taken of each service, twice as many at once; 0 for no"
                    + " limit. More are answered with 429.",
            otherwise = "50")
        int rate) {

  public WebhookConfig {
    secret = List.copyOf(secret);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "ingot.webhook.port is %d; it is from 0 to 65535".formatted(port));
    }
    if (secret.size() > 2) {
      throw new IllegalArgumentException("ingot.webhook.secret has more than two secrets");
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "ingot.webhook.tls.certificate and ingot.webhook.tls.key go together");
    }
    if (rate < 0 || rate > 100_000) {
      throw new IllegalArgumentException(
          "ingot.webhook.rate is %d; it is from 0 to 100000".formatted(rate));
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "WebhookConfig[host=%s, port=%d, secrets=%s, certificate=%s, key=%s, rate=%d]"
        .formatted(host, port, secrets, certificate, key, rate);
  }
}
