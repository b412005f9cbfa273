package dev.ingot.pipeline;

/** Makes foreign text fit for a message. */
final class Printable {
  private Printable() {}

  /** One line without control characters, cut to the given length. */
  static String line(String text, int most) {
    String flat = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
    return flat.length() <= most ? flat : flat.substring(0, most - 1) + "…";
  }
}
