package dev.ingot.sandbox.cloud.wire;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Credentials of instances' roles: made when asked for, good for an hour, known to this process
 * alone. What a role may do is the same for all: read the parameters and the secrets.
 */
public final class Sessions {
  private static final Duration LIFE = Duration.ofHours(1);

  /** New ones are given out before the old ones end. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  private static final Set<String> ALLOWED =
      Set.of(
          "ssm:GetParameter",
          "ssm:GetParameters",
          "secretsmanager:GetSecretValue",
          "sts:GetCallerIdentity");

  private final Clock clock;
  private final Map<String, Session> byHolder = new ConcurrentHashMap<>();

  public Sessions(Clock clock) {
    this.clock = clock;
  }

  /** Credentials for a time. */
  public record Session(AccessKey key, String token, Instant issuedAt, Instant expiresAt) {
    @Override
    public String toString() {
      return "Session[" + key.id() + "]";
    }
  }

  /**
   * The holder's credentials, with a quarter of an hour left at least.
   *
   * @param holder such as an instance's id and the name of its role
   */
  public Session of(String holder) {
    Instant now = clock.instant();
    byHolder.values().removeIf(session -> !session.expiresAt.isAfter(now));
    return byHolder.compute(
        holder,
        (same, before) ->
            before != null && before.expiresAt.isAfter(now.plus(FRESH))
                ? before
                : new Session(AccessKey.temporary(), AccessKey.token(), now, now.plus(LIFE)));
  }

  Optional<Session> find(String keyId) {
    return byHolder.values().stream()
        .filter(session -> session.key.id().equals(keyId))
        .filter(session -> session.expiresAt.isAfter(clock.instant()))
        .findFirst();
  }

  static boolean allows(String service, String action) {
    return ALLOWED.contains(service + ":" + action);
  }
}
