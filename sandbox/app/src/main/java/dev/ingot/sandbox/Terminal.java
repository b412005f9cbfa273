package dev.ingot.sandbox;

import java.io.PrintStream;

/** A terminal with colours and one changing last line, or plain lines where there is none. */
final class Terminal {
  private static final String CLEAR_LINE = "\r\u001b[2K";

  /** How something is to be taken. */
  enum Tone {
    PLAIN(""),
    QUIET("\u001b[2m"),
    GOOD("\u001b[32m"),
    BAD("\u001b[31m"),
    BOLD("\u001b[1m");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  private final PrintStream out;
  private final boolean live;
  private String status = "";

  Terminal(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** Standard output; the launcher knows whether it is a terminal. */
  static Terminal standard() {
    return new Terminal(System.out, Boolean.getBoolean("ingot.tty"));
  }

  synchronized void line(Tone tone, String text) {
    if (live) {
      out.print(CLEAR_LINE);
    }
    out.println(paint(tone, text));
    if (live) {
      out.print(status);
    }
    out.flush();
  }

  synchronized void line(String text) {
    line(Tone.PLAIN, text);
  }

  /** The last line, on a live terminal only; empty takes it away. */
  synchronized void status(String text) {
    if (live) {
      status = text.isEmpty() ? "" : paint(Tone.QUIET, text);
      out.print(CLEAR_LINE + status);
      out.flush();
    }
  }

  String paint(Tone tone, String text) {
    return live && tone != Tone.PLAIN ? tone.code + text + "\u001b[0m" : text;
  }
}
