package dev.ingot.sandbox.cloud.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The commands that were sent, the newest thousand of them. */
public final class Commands {
  private static final int MOST = 1_000;

  private final Map<String, Command> byId = new LinkedHashMap<>();

  public void put(Command command) {
    byId.put(command.id(), command);
    if (byId.size() > MOST) {
      byId.remove(byId.keySet().iterator().next());
    }
  }

  public Optional<Command> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
