package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code docs/hostile-inputs.md}: a section for each test of hostile or odd inputs, which says what
 * the test's own table says. {@code -Dingot.docs=write} writes the section anew.
 */
public final class HostileInputs {
  private static final String PAGE = "docs/hostile-inputs.md";
  private static final String SECTION = "\n## ";

  private HostileInputs() {}

  /** An input, and what comes of it; in words. */
  public record Row(String input, String answer) {}

  /**
   * Holds the page's section against the table.
   *
   * @param section its title
   * @param test whose table it is
   */
  public static void assertTold(String section, Class<?> test, List<Row> rows) throws IOException {
    Path page = page();
    String table = table(section, test, rows);
    String text = Files.readString(page);
    if ("write".equals(System.getProperty("ingot.docs"))) {
      text = replaced(text, section, table);
      Files.writeString(page, text);
    }
    assertThat(text)
        .as("run the test %s with -Dingot.docs=write", test.getSimpleName())
        .contains(table);
  }

  private static String table(String section, Class<?> test, List<Row> rows) {
    return SECTION
        + section
        + "\n\n%d inputs, each sent by `%s`.\n\n".formatted(rows.size(), test.getSimpleName())
        + "| input | answer |\n|---|---|\n"
        + rows.stream()
            .map(row -> "| %s | %s |\n".formatted(cell(row.input()), cell(row.answer())))
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

  /** A module's tests run in its folder, one or two below the project's. */
  private static Path page() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(PAGE))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IOException("there is no " + PAGE + " above " + Path.of("").toAbsolutePath());
    }
    return folder.resolve(PAGE);
  }
}
