package dev.ingot.pipeline;

import dev.ingot.stage.testkit.HostileInputs;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One odd or hostile file and what becomes of it.
 *
 * @param input for the page: what it is
 * @param bytes the file
 * @param answer what the refusal says, or what the file is taken for
 * @param taken whether the file means what it should; empty when it must be refused
 */
@SuppressWarnings("ArrayRecordComponent") // Two cases are never compared.
record HostileCase(
    String input, byte[] bytes, String answer, Optional<Predicate<PipelineFile>> taken) {
  private static final String BEFORE = "service: shop\nimage: {base: debian-12, run: ./run}\n";
  private static final String AFTER = "environments: [staging]\n";

  static HostileCase refused(String input, byte[] bytes, String saying) {
    return new HostileCase(input, bytes, saying, Optional.empty());
  }

  static HostileCase refused(String input, String yaml, String saying) {
    return refused(input, yaml.getBytes(StandardCharsets.UTF_8), saying);
  }

  static HostileCase taken(String input, String yaml, String as, Predicate<PipelineFile> check) {
    return new HostileCase(input, yaml.getBytes(StandardCharsets.UTF_8), as, Optional.of(check));
  }

  /** A right file with these lines in it; the first of them is the third line. */
  static String with(String lines) {
    return BEFORE + lines + "\n" + AFTER;
  }

  /** A right file whose one environment has this. */
  static String environment(String inner) {
    return BEFORE + "environments: [staging: {" + inner + "}]\n";
  }

  /** A right file whose one environment has the setting {@code A}. */
  static String setting(String value) {
    return environment("settings: {A: " + value + "}");
  }

  static Predicate<PipelineFile> settingIs(String value) {
    return file -> value.equals(file.plans().getFirst().getSettings().get("A"));
  }

  static String right() {
    return BEFORE + AFTER;
  }

  static byte[] in(Charset charset, String text) {
    return text.getBytes(charset);
  }

  boolean isRefused() {
    return taken.isEmpty();
  }

  /** As a row of the page. */
  HostileInputs.Row row() {
    return new HostileInputs.Row(input, (isRefused() ? "refused: " : "taken: ") + answer);
  }
}
