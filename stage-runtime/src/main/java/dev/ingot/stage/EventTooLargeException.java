package dev.ingot.stage;

/** An event of a stage is larger than the brokers take. */
final class EventTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EventTooLargeException(Outgoing refused) {
    this(refused, "the brokers take: max.message.bytes of the topic");
  }

  EventTooLargeException(Outgoing refused, String most) {
    super(
        "an event of %d bytes for %s is larger than %s"
            .formatted(refused.size(), refused.message().topic(), most));
  }
}
