package dev.ingot.stage;

import java.util.List;

/** Whether a process has come so far that it works, or is about to end. Thread-safe. */
final class Phase implements Health {
  private final String name;
  private volatile String reason;

  Phase(String name) {
    this.name = name;
    this.reason = "The " + name + " is starting.";
  }

  void runs() {
    reason = "";
  }

  void stops() {
    reason = "The " + name + " is stopping.";
  }

  @Override
  public boolean live() {
    return true;
  }

  @Override
  public boolean ready() {
    return reason.isEmpty();
  }

  @Override
  public List<String> reasons() {
    String now = reason;
    return now.isEmpty() ? List.of() : List.of(now);
  }
}
