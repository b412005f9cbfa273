package dev.ingot.listener.webhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks a body while it is read. Whose secrets it is to be checked against stands in the body
 * itself: what comes before that is held, once, and what comes after is not kept at all.
 */
final class Verification {
  private final Claim claim;
  private final HeldBytes.Share room;
  private final List<byte[]> held = new ArrayList<>();
  private final Map<Secret, Claim.Check> checks = new HashMap<>();
  private Map<String, List<Secret>> candidates = Map.of();
  private boolean begun;

  Verification(Claim claim, HeldBytes.Share room) {
    this.claim = claim;
    this.room = room;
  }

  /** Takes the next bytes of the body. */
  void update(byte[] from, int offset, int length) throws RefusedException {
    if (!claim.overBody()) {
      return;
    }
    if (begun) {
      checks.values().forEach(check -> check.update(from, offset, length));
    } else if (room.take(length)) {
      held.add(Arrays.copyOfRange(from, offset, offset + length));
    } else {
      throw new RefusedException(503, "too many large webhooks at once; send it again");
    }
  }

  /** Says who it may be from, service to secrets; at most once. */
  void begin(Map<String, List<Secret>> among) {
    begun = true;
    candidates = among;
    among.values().forEach(all -> all.forEach(s -> checks.computeIfAbsent(s, claim::against)));
    if (checks.isEmpty()) {
      // As long and as little said as for a wrong secret.
      checks.put(new Secret(""), claim.againstNone());
    }
    held.forEach(bytes -> checks.values().forEach(check -> check.update(bytes, 0, bytes.length)));
    held.clear();
    room.close();
  }

  boolean begun() {
    return begun;
  }

  /** The services whose secret was used; to be asked once, at the body's end. */
  Set<String> fitting() {
    Map<Secret, Boolean> fits = new HashMap<>();
    checks.forEach((secret, check) -> fits.put(secret, check.fits()));
    Set<String> services = new TreeSet<>();
    candidates.forEach(
        (service, secrets) -> {
          if (secrets.stream().anyMatch(s -> fits.getOrDefault(s, false))) {
            services.add(service);
          }
        });
    return services;
  }
}
