package dev.ingot.listener.webhook;

import java.io.IOException;

/** The body is refused while it is read; ends the parser that reads it. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  RefusedException(int status, String why) {
    super(why);
    this.answer = Answer.refused(status, why);
  }

  Answer answer() {
    return answer;
  }
}
