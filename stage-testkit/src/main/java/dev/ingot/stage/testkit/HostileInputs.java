package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code docs/hostile-inputs}: a page for each subject, with a section for each test of hostile or
 * odd inputs, which says what the test's own table says; and an index that counts them. {@code
 * -Dingot.docs=write} writes the section and the index anew; what stands before a page's first
 * section, and before the index's table, is people's.
 */
public final class HostileInputs {
  private static final String FOLDER = "docs/hostile-inputs";
  private static final String INDEX = "README.md";
  private static final String INDEX_TABLE = "\n| subject | inputs | test |\n|---|---:|---|\n";
  private static final String SECTION = "\n## ";
  private static final Pattern SECTIONS =
      Pattern.compile("\n## (.+)\n\n([0-9]+) inputs, each tried by `(\\w+)`\\.\n");

  private HostileInputs() {}

  /** An input, and what comes of it; in words. */
  public record Row(String input, String answer) {}

  /**
   * Holds a page's section, and the index, against the table.
   *
   * @param page its file's name without the ending, such as {@code webhooks}
   * @param section its title
   * @param test whose table it is
   */
  public static void assertTold(String page, String section, Class<?> test, List<Row> rows)
      throws IOException {
    Path folder = folder();
    Path file = folder.resolve(page + ".md");
    String table = table(section, test, rows);
    String text = Files.readString(file);
    boolean write = "write".equals(System.getProperty("ingot.docs"));
    if (write) {
      text = replaced(text, section, table);
      Files.writeString(file, text);
    }
    String how = "run the test %s with -Dingot.docs=write".formatted(test.getSimpleName());
    assertThat(text).as(how).contains(table);
    Path index = folder.resolve(INDEX);
    String listed = Files.readString(index);
    String counted = counted(folder, listed);
    if (write) {
      Files.writeString(index, counted);
      listed = counted;
    }
    assertThat(listed).as(how).isEqualTo(counted);
  }

  private static String table(String section, Class<?> test, List<Row> rows) {
    return SECTION
        + section
        + "\n\n%d inputs, each tried by `%s`.\n\n".formatted(rows.size(), test.getSimpleName())
        + "| input | answer | test |\n|---|---|---|\n"
        + rows.stream()
            .map(
                row ->
                    "| %s | %s | `%s` |\n"
                        .formatted(cell(row.input()), cell(row.answer()), test.getSimpleName()))
            .collect(Collectors.joining());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }

  private static String replaced(String text, String section, String table) {
    int begin = text.indexOf(SECTION + section + "\n");
    if (begin < 0) {
      return text.stripTrailing() + "\n" + table;
    }
    int end = text.indexOf(SECTION, begin + 1);
    return text.substring(0, begin) + table + (end < 0 ? "" : text.substring(end));
  }

  /** The index with what the pages say now. */
  private static String counted(Path folder, String index) throws IOException {
    List<Path> pages;
    try (Stream<Path> all = Files.list(folder)) {
      pages =
          all.filter(it -> it.toString().endsWith(".md") && !it.endsWith(INDEX)).sorted().toList();
    }
    StringBuilder rows = new StringBuilder();
    int total = 0;
    for (Path page : pages) {
      Matcher section = SECTIONS.matcher(Files.readString(page));
      while (section.find()) {
        rows.append(
            "| [%s](%s) | %s | `%s` |\n"
                .formatted(
                    section.group(1), page.getFileName(), section.group(2), section.group(3)));
        total += Integer.parseInt(section.group(2));
      }
    }
    int table = index.indexOf(INDEX_TABLE);
    String before = table < 0 ? index.stripTrailing() + "\n" : index.substring(0, table);
    return before + INDEX_TABLE + rows + "| **all** | **%d** | |\n".formatted(total);
  }

  /** A module's tests run in its folder, one or two below the project's. */
  private static Path folder() throws IOException {
    Path above = Path.of("").toAbsolutePath();
    while (above != null && !Files.isDirectory(above.resolve(FOLDER))) {
      above = above.getParent();
    }
    if (above == null) {
      throw new IOException("there is no " + FOLDER + " above " + Path.of("").toAbsolutePath());
    }
    return above.resolve(FOLDER);
  }
}
