package dev.ingot.stage.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names and explains one component of a configuration record. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /** Marks a key without default. */
  String REQUIRED = "\0required";

  /**
   * The key, such as {@code ingot.kafka.bootstrap.servers}; also read from the environment variable
   * {@code INGOT_KAFKA_BOOTSTRAP_SERVERS}.
   */
  String value();

  /** One sentence: what it is, in which unit and range, and why the default is what it is. */
  String doc();

  /** The default as text; durations as {@code 5s}, {@code 2m}, {@code 1h}. */
  String otherwise() default REQUIRED;
}
