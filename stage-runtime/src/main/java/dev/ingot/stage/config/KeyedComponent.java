package dev.ingot.stage.config;

import java.lang.reflect.Type;

/** A component of a configuration record: its key and its type. */
record KeyedComponent(Key key, Type type) {
  String name() {
    return key.value();
  }

  boolean required() {
    return key.otherwise().equals(Key.REQUIRED) && !Values.mayBeEmpty(type);
  }

  /** The default as text; empty where there is none. */
  String otherwise() {
    return key.otherwise().equals(Key.REQUIRED) ? "" : key.otherwise();
  }
}
