package dev.ingot.sandbox.cloud.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands that were sent, the newest thousand of them, and a hundred after a restart. */
public final class Commands {
  private static final int MOST = 1_000;

  /** Their output is most of what there is to keep. */
  private static final int MOST_KEPT = 100;

  private final Map<String, Command> byId = new LinkedHashMap<>();

  Commands() {}

  Commands(List<Command.Kept> kept) {
    kept.forEach(one -> put(new Command(one)));
  }

  /** What is kept across a restart. */
  List<Command.Kept> keep() {
    return byId.values().stream()
        .skip(Math.max(0, byId.size() - MOST_KEPT))
        .map(Command::keep)
        .toList();
  }

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
