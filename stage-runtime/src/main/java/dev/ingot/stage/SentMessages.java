package dev.ingot.stage;

import dev.ingot.stage.Committer.Announced;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** The messages of one transaction, and where they are in the log once brokers have said so. */
final class SentMessages {
  private final List<Sent> all = new ArrayList<>();

  private record Sent(Outgoing outgoing, Future<RecordMetadata> place) {}

  void add(Outgoing outgoing, Future<RecordMetadata> place) {
    all.add(new Sent(outgoing, place));
  }

  /** The events that brokers have acknowledged by now, up to the first one that they have not. */
  List<Announced> written() {
    List<Announced> written = new ArrayList<>(all.size());
    for (Sent one : all) {
      if (one.place().state() != Future.State.SUCCESS) {
        break;
      }
      Emission<?> emission = one.outgoing().emission();
      if (emission != null) {
        written.add(new Announced(emission, one.place().resultNow()));
      }
    }
    return written;
  }

  /** All events, for they are committed. */
  List<Announced> announced() throws InterruptedException {
    List<Announced> announced = new ArrayList<>(all.size());
    for (Sent one : all) {
      Emission<?> emission = one.outgoing().emission();
      if (emission == null) {
        continue;
      }
      try {
        announced.add(new Announced(emission, one.place().get()));
      } catch (ExecutionException e) {
        throw new IllegalStateException("committed, and yet not sent", e);
      }
    }
    return announced;
  }

  /** What was refused for its size. */
  Set<Outgoing> tooLarge() {
    Set<Outgoing> refused = new HashSet<>();
    for (Sent one : all) {
      if (one.place().state() == Future.State.FAILED
          && one.place().exceptionNow() instanceof RecordTooLargeException) {
        refused.add(one.outgoing());
      }
    }
    return refused;
  }
}
