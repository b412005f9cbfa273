package dev.ingot.sandbox.cloud.machine;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a machine's processes carry in their environment so that they are found again wherever they
 * have detached themselves to: {@code <this JVM>/<machine>/<script or unit>}.
 */
record Marker(String value) {
  /** The variable's name. */
  static final String VARIABLE = "INGOT_MACHINE";

  /** Begins every marker of this JVM and of no other. */
  static final String JVM = UUID.randomUUID() + "/";

  private static final AtomicLong NEXT = new AtomicLong();

  /** Stands for all processes of a machine; another boot of the same machine has another. */
  static Marker machine(String id) {
    return new Marker(JVM + id + "." + NEXT.incrementAndGet() + "/");
  }

  /** As it stands in the environment, with what may follow it. */
  String text() {
    return VARIABLE + "=" + value;
  }

  /** Stands for one part of what this one stands for. */
  Marker part() {
    return new Marker(value + NEXT.incrementAndGet() + "/");
  }
}
