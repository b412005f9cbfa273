package dev.ingot.stage;

import dev.ingot.events.Registration;
import java.util.Map;
import java.util.Optional;

/** What holds for the services now: registrations and freezes, read whole from the controls. */
public final class StandingOrders implements AutoCloseable {
  private StandingOrders() {}

  /** Returns once everything that was there at the call has been read; bounded by 30 s. */
  public static StandingOrders open(RuntimeConfig config) {
    throw new UnsupportedOperationException("to come");
  }

  public Optional<Registration> registration(String service) {
    throw new UnsupportedOperationException("to come");
  }

  /** Service to registration, of all services that are registered now. */
  public Map<String, Registration> registrations() {
    throw new UnsupportedOperationException("to come");
  }

  /** Whether nothing new may be begun for the service in the environment now. */
  public boolean frozen(String service, String environment) {
    throw new UnsupportedOperationException("to come");
  }

  @Override
  public void close() {}
}
