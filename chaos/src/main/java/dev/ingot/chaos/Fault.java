package dev.ingot.chaos;

import java.time.Duration;

/**
 * Something that goes wrong.
 *
 * @param at since the first record was fed
 * @param kind what
 * @param target the worker's slot, or the broker's number; 0 for the registry
 * @param lasting until it is over: thawed, or started again
 */
record Fault(Duration at, Kind kind, int target, Duration lasting) {
  /** Whom it is about; faults about the same come one after the other. */
  enum About {
    WORKERS,
    BROKERS,
    REGISTRY
  }

  /** What can go wrong. */
  enum Kind {
    /** A worker gets SIGKILL, and is started again. */
    KILL(About.WORKERS, "worker killed"),
    /** A worker gets SIGTERM, and is started again. */
    STOP(About.WORKERS, "worker stopped"),
    /** A worker gets SIGSTOP, and SIGCONT when its partitions are others'. */
    FREEZE(About.WORKERS, "worker frozen"),
    /** The same, and meanwhile another one with its slot is started. */
    REPLACE(About.WORKERS, "worker frozen and replaced"),
    /** One worker more. */
    ADD(About.WORKERS, "worker added"),
    /** One worker less: SIGTERM. */
    REMOVE(About.WORKERS, "worker removed"),
    /** A broker gets SIGKILL, and is started again. */
    BROKER_KILL(About.BROKERS, "broker killed"),
    /** A broker gets SIGTERM, and is started again. */
    BROKER_STOP(About.BROKERS, "broker stopped"),
    /** Nobody answers for the schema registry. */
    REGISTRY(About.REGISTRY, "registry away");

    final About about;
    final String words;

    Kind(About about, String words) {
      this.about = about;
      this.words = words;
    }
  }

  Duration end() {
    return at.plus(lasting);
  }
}
