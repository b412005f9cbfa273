package dev.ingot.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.stage.testkit.HostileInputs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An input that a repository's owner could think of, and what comes of it.
 *
 * @param id for docs/hostile-inputs/repositories.md
 * @param what for people
 * @param kind where it stands
 * @param value as bytes, which need not be characters
 * @param answer accepted, refused or ignored
 * @param words of the refusal, or what became of it
 */
@SuppressWarnings("ArrayRecordComponent") // Two cases are never compared.
record HostileCase(String id, String what, String kind, byte[] value, String answer, String words) {
  private static final String FILE = "hostile-repositories.tsv";
  private static final Pattern REPEATED = Pattern.compile("\\{(.|\\\\u.{4}\\\\u.{4})\\*(\\d+)}");
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:n|0|\\\\|x([0-9A-F]{2})|u([0-9A-F]{4}))");

  static List<HostileCase> all() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HostileCase.class.getResourceAsStream(FILE), FILE)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(c -> new HostileCase(c[0], c[1], c[2], bytes(c[3]), c[4], text(bytes(c[5]))))
          .toList();
    }
  }

  String text() {
    return text(value);
  }

  /** As the page has it. */
  HostileInputs.Row row() {
    boolean told = answer.equals("refused") && !words.isEmpty();
    return new HostileInputs.Row(
        "`%s`: %s".formatted(id, what), told ? answer + ": " + words : answer);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static byte[] bytes(String written) {
    Matcher repeated = REPEATED.matcher(written);
    String whole =
        repeated.replaceAll(
            m -> Matcher.quoteReplacement(m.group(1).repeat(Integer.parseInt(m.group(2)))));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder characters = new StringBuilder();
    Matcher escape = ESCAPE.matcher(whole);
    int from = 0;
    while (escape.find()) {
      characters.append(whole, from, escape.start());
      from = escape.end();
      if (escape.group(1) != null) {
        bytes.writeBytes(characters.toString().getBytes(UTF_8));
        characters.setLength(0);
        bytes.write(Integer.parseInt(escape.group(1), 16));
      } else if (escape.group(2) != null) {
        characters.append((char) Integer.parseInt(escape.group(2), 16));
      } else {
        char kind = escape.group().charAt(1);
        characters.append(kind == 'n' ? '\n' : kind == '0' ? '\0' : '\\');
      }
    }
    characters.append(whole, from, whole.length());
    bytes.writeBytes(characters.toString().getBytes(UTF_8));
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return id;
  }
}
