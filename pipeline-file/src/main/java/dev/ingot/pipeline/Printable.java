package dev.ingot.pipeline;

/** Makes foreign text fit for a message. */
public final class Printable {
  private Printable() {}

  /**
   * One line that no terminal takes for orders: without control characters, line ends of any kind,
   * marks that cannot be seen, or halves of characters.
   *
   * @param most characters that it is cut to, at least 1
   */
  public static String line(String text, int most) {
    String flat = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\s]+", " ").strip();
    return flat.length() <= most ? flat : flat.substring(0, most - 1) + "…";
  }
}
