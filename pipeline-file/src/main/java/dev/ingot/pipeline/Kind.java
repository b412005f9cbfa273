package dev.ingot.pipeline;

import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of value that a text can be read as.
 *
 * @param accepted for people: what is accepted, with range and example
 * @param reader the value, or empty when the text is not of this kind
 */
record Kind<T>(String accepted, Function<String, Optional<T>> reader) {
  Optional<T> read(String text) {
    return reader.apply(text);
  }
}
