package dev.ingot.pipeline;

import dev.ingot.pipeline.Tree.Mark;

/**
 * Characters that turn the direction of writing: with them a reviewer reads another command than
 * the one that runs, so they are accepted nowhere, not even in a comment.
 */
final class HiddenMarks {
  private HiddenMarks() {}

  /** Tells of each line that holds one. */
  static void refuse(String text, Problems problems) {
    int line = 1;
    int begin = 0;
    int told = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        begin = i + 1;
      } else if (turns(c) && told != line) {
        problems.add(new Mark(line, i - begin + 1), what(c));
        told = line;
      }
    }
  }

  /** Whether the value holds one; then it is told. */
  static boolean refuse(String value, Mark mark, Problems problems) {
    for (int i = 0; i < value.length(); i++) {
      if (turns(value.charAt(i))) {
        if (!problems.tellOf(mark.line())) {
          problems.add(mark, what(value.charAt(i)));
        }
        return true;
      }
    }
    return false;
  }

  private static String what(char c) {
    return "the character U+%04X turns the direction of writing; remove it".formatted((int) c);
  }

  private static boolean turns(char c) {
    return (c >= '\u202A' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u200E'
        || c == '\u200F'
        || c == '\u061C';
  }
}
