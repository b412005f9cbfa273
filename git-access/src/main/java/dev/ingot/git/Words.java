package dev.ingot.git;

/** Makes what strangers wrote (names, messages, servers' answers) fit for events and logs. */
public final class Words {
  private static final String ANSI = "\u001B\\[[0-?]*[ -/]*[@-~]";

  /** What cannot be seen, or turns around what can: controls, marks, half characters. */
  private static final String UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+";

  private Words() {}

  /**
   * One line without colours, control characters and marks of direction, cut to the given length in
   * chars, between characters.
   */
  public static String line(String text, int most) {
    String flat = text.replaceAll(ANSI, "").replaceAll(UNSEEN, " ").strip();
    if (flat.length() <= most) {
      return flat;
    }
    int end = most - 1;
    return flat.substring(0, Character.isHighSurrogate(flat.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
