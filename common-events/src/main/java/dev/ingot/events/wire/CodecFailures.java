package dev.ingot.events.wire;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * What the failures of serializers mean, ours or others. Confluent's wrap whatever happens in a
 * SerializationException; its cause tells a registry that is down (an IOException) from one that
 * has answered (its RestClientException, which is an IOException too).
 */
final class CodecFailures {
  private static final int NO_SCHEMA = 40403;

  private CodecFailures() {}

  static RuntimeException whileDecoding(RuntimeException failure) {
    if (failure instanceof UndecodableEventException
        || failure instanceof RegistryUnavailableException) {
      return failure;
    }
    if (fromRegistry(failure) && code(failure).orElse(0) != NO_SCHEMA) {
      return new RegistryUnavailableException("the schema registry does not help", failure);
    }
    return new UndecodableEventException("the bytes do not decode: " + failure, failure);
  }

  static RuntimeException whileEncoding(RuntimeException failure) {
    if (failure instanceof SchemaRefusedException
        || failure instanceof RegistryUnavailableException) {
      return failure;
    }
    int code = code(failure).orElse(0);
    if (code == 409 || code / 100 == 422 || code == 422 || code / 100 == 404) {
      return new SchemaRefusedException("the registry refuses the schema: " + failure);
    }
    if (fromRegistry(failure)) {
      return new RegistryUnavailableException("the schema registry does not help", failure);
    }
    return failure instanceof SerializationException
        ? failure
        : new SerializationException("the event can't be written: " + failure, failure);
  }

  private static boolean fromRegistry(Throwable failure) {
    return causes(failure)
            .anyMatch(e -> e instanceof IOException || e instanceof RetriableException)
        && causes(failure).noneMatch(e -> e instanceof EOFException);
  }

  /** The registry's error code, where Confluent's RestClientException is among the causes. */
  private static Optional<Integer> code(Throwable failure) {
    return causes(failure).flatMap(e -> code(e.getClass(), e).stream()).findFirst();
  }

  private static Optional<Integer> code(Class<?> type, Throwable failure) {
    try {
      Method method = type.getMethod("getErrorCode");
      return Optional.of((Integer) method.invoke(failure));
    } catch (NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException
        | ClassCastException e) {
      return Optional.empty();
    }
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, e -> e != null, Throwable::getCause).limit(20);
  }
}
