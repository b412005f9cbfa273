package dev.ingot.listener.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A host that signs the body, and says in headers what happened and which delivery it is. */
abstract class SignedHost implements Host {
  private static final int LONGEST_DELIVERY = 64;

  private final String name;
  private final List<String> events;
  private final List<String> deliveries;
  private final List<String> signatures;
  private final List<String> all;

  /**
   * @param events names of headers, of which the first that is there counts; so with the others
   */
  SignedHost(String name, List<String> events, List<String> deliveries, List<String> signatures) {
    this.name = name;
    this.events = events;
    this.deliveries = deliveries;
    this.signatures = signatures;
    this.all = Stream.of(events, deliveries, signatures).flatMap(List::stream).toList();
  }

  /** The claim in the header; empty when the value has no form that the host gives it. */
  abstract Optional<Claim> claim(String header, String value);

  /** Why nothing comes of the event; empty for a push. */
  abstract Optional<String> whyIgnored(String event);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<String> headers() {
    return all;
  }

  /** Ids of deliveries become part of logs, and are not to be long. */
  static boolean isDelivery(String id) {
    if (id.isEmpty() || id.length() > LONGEST_DELIVERY) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (c < '0' || c > '9') && "{}_-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The signature's header that is there, empty when none is. */
  private String present(Headers headers) {
    for (String name : signatures) {
      if (!headers.get(name).isEmpty()) {
        return name;
      }
    }
    return "";
  }

  @Override
  public Reading read(Headers headers, Instant now) {
    String header = present(headers);
    if (header.isEmpty()) {
      return Reading.refused(401, signatures.get(0) + " is missing; set a secret for the webhook");
    }
    Optional<Claim> claim = claim(header, headers.get(header));
    if (claim.isEmpty()) {
      return Reading.refused(401, header + " is no HMAC-SHA256 as the host writes it");
    }
    String event = headers.firstOf(events);
    if (event.isEmpty()) {
      return Reading.refused(400, events.get(0) + " is missing");
    }
    String delivery = headers.firstOf(deliveries);
    return isDelivery(delivery)
        ? new Reading.Delivery(delivery, claim.get(), whyIgnored(event))
        : Reading.refused(400, deliveries.get(0) + " is missing or no id of letters, digits, '-'");
  }
}
