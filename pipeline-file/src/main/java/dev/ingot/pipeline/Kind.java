package dev.ingot.pipeline;

import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of value that a text can be read as.
 *
 * @param accepted for people: what is accepted, with range and example
 * @param reader the value, or empty when the text is not of this kind
 * @param shown whether a message may show a text that is not of this kind; it may be a secret
 */
record Kind<T>(String accepted, Function<String, Optional<T>> reader, boolean shown) {
  Kind(String accepted, Function<String, Optional<T>> reader) {
    this(accepted, reader, true);
  }

  Optional<T> read(String text) {
    return reader.apply(text);
  }

  /** The same kind, whose wrong texts no message shows. */
  Kind<T> hidden() {
    return new Kind<>(accepted, reader, false);
  }
}
