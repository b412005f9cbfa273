package dev.ingot.sandbox;

import dev.ingot.events.topics.Topic;
import dev.ingot.stage.EventReader;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** Several listeners as one. */
final class Listeners {
  private Listeners() {}

  static EventReader.Listener both(EventReader.Listener first, EventReader.Listener second) {
    return new EventReader.Listener() {
      @Override
      public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
        // The one that people see comes first: whoever waits on the other may print after it.
        second.on(topic, event, at);
        first.on(topic, event, at);
      }
    };
  }
}
