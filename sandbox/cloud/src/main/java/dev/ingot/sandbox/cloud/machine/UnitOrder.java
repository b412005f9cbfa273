package dev.ingot.sandbox.cloud.machine;

import java.util.Optional;
import java.util.regex.Pattern;

/** Something that {@code systemctl} was asked to do with a unit. */
record UnitOrder(Verb verb, String unit) {
  enum Verb {
    START,
    RESTART,
    STOP
  }

  private static final Pattern UNIT =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9@_.-]{0,200}\\.service");

  static boolean isUnit(String name) {
    return UNIT.matcher(name).matches();
  }

  /** Reads a line of the shim's, such as {@code start app.service}; empty when it is none. */
  static Optional<UnitOrder> parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 2 || !isUnit(words[1])) {
      return Optional.empty();
    }
    return switch (words[0]) {
      case "start" -> Optional.of(new UnitOrder(Verb.START, words[1]));
      case "restart" -> Optional.of(new UnitOrder(Verb.RESTART, words[1]));
      case "stop" -> Optional.of(new UnitOrder(Verb.STOP, words[1]));
      default -> Optional.empty();
    };
  }
}
