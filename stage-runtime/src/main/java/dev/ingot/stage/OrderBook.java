package dev.ingot.stage;

import dev.ingot.events.Freeze;
import dev.ingot.events.Registration;
import dev.ingot.events.StandingOrder;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The latest standing order of each service. Thread-safe. */
final class OrderBook {
  /** Stands for every service. */
  private static final String ALL = "*";

  private final Map<String, StandingOrder> orders = new ConcurrentHashMap<>();

  /** Asked for at every webhook, and changed now and then; null when it is to be made anew. */
  private volatile @Nullable Map<String, Registration> registrations;

  synchronized void set(StandingOrder order) {
    orders.put(order.getService(), order);
    registrations = null;
  }

  /** A tombstone: nothing holds for the service any more. */
  synchronized void clear(String service) {
    orders.remove(service);
    registrations = null;
  }

  Optional<Registration> registration(String service) {
    return Optional.ofNullable(orders.get(service)).map(StandingOrder::getRegistration);
  }

  Map<String, Registration> registrations() {
    Map<String, Registration> known = registrations;
    return known == null ? collected() : known;
  }

  private synchronized Map<String, Registration> collected() {
    Map<String, Registration> all = new TreeMap<>();
    orders.forEach(
        (service, order) -> {
          Registration registration = order.getRegistration();
          if (registration != null) {
            all.put(service, registration);
          }
        });
    Map<String, Registration> known = Collections.unmodifiableMap(all);
    registrations = known;
    return known;
  }

  boolean frozen(String service, String environment, Instant now) {
    return freezes(service, environment, now) || freezes(ALL, environment, now);
  }

  private boolean freezes(String service, String environment, Instant now) {
    return Optional.ofNullable(orders.get(service))
        .map(StandingOrder::getFreeze)
        .filter(freeze -> holds(freeze, environment, now))
        .isPresent();
  }

  private static boolean holds(Freeze freeze, String environment, Instant now) {
    boolean here =
        freeze.getEnvironments().isEmpty() || freeze.getEnvironments().contains(environment);
    return here && (freeze.getUntil() == null || now.isBefore(freeze.getUntil()));
  }
}
