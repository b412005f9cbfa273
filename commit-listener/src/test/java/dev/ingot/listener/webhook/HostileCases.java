package dev.ingot.listener.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Requests that nobody should send, and their answers: one table, for the test and for the page.
 */
abstract class HostileCases {
  static final String NOBODYS = "no service is registered for this repository";
  static final String NOT_JSON = "the body is not JSON as the host sends it";
  static final String OTHER_REF = "no service is deployed from this ref";
  static final String PUSHES = "pushes";

  private final List<Case> cases = new ArrayList<>();

  /**
   * @param reason what the answer's JSON holds
   */
  record Case(String input, int status, String reason, Supplier<byte[]> request) {
    @Override
    public String toString() {
      return input;
    }
  }

  static List<Case> table() {
    return Stream.of(new HostileHttp(), new HostileSignatures(), new HostileBodies())
        .flatMap(
            part -> {
              part.all();
              return part.cases().stream();
            })
        .toList();
  }

  /** Adds them. */
  abstract void all();

  private List<Case> cases() {
    return cases;
  }

  final void add(String input, int status, String reason, Supplier<byte[]> request) {
    cases.add(new Case(input, status, reason, request));
  }

  final void github(String input, int status, String reason, UnaryOperator<RawRequest> spoil) {
    from(Sample.GITHUB, input, status, reason, spoil);
  }

  final void from(
      Sample sample, String input, int status, String reason, UnaryOperator<RawRequest> spoil) {
    add(input, status, reason, () -> spoil.apply(RawRequest.of(sample)).bytes());
  }
}
