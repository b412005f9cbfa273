package dev.ingot.stage;

import java.util.List;

/** How one part of a process is; asked at any time, from any thread, so an answer never waits. */
public interface Health {
  /** False only when nothing but a restart helps. */
  boolean live();

  /** Whether it does its work now. */
  boolean ready();

  /** Why it is not live or not ready: one sentence each, for people; empty when all is well. */
  List<String> reasons();

  /** What holds it back although it is well: one sentence each, for people. */
  default List<String> notes() {
    return List.of();
  }
}
