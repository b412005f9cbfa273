package dev.ingot.sandbox.cloud.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a systemd service unit that the sandbox honours; everything else in the file is
 * accepted and ignored.
 *
 * @param execStartPre commands that must succeed before it, in order
 * @param execStart the command, split into words
 * @param startLimitBurst so many starts within the interval are allowed
 */
record SystemdUnit(
    List<List<String>> execStartPre,
    List<String> execStart,
    Optional<String> workingDirectory,
    Map<String, String> environment,
    List<EnvironmentFile> environmentFiles,
    Restart restart,
    Duration restartDelay,
    int startLimitBurst,
    Duration startLimitInterval) {

  /**
   * A file of settings.
   *
   * @param optional whether it may be missing
   */
  record EnvironmentFile(String path, boolean optional) {}

  /** When a service that has ended is started again. */
  enum Restart {
    NO,
    ON_FAILURE,
    ALWAYS;

    boolean after(int exitCode) {
      return this == ALWAYS || (this == ON_FAILURE && exitCode != 0);
    }
  }

  /**
   * Reads a unit file.
   *
   * @throws IllegalArgumentException with a sentence for people when it can't be a service
   */
  static SystemdUnit parse(String text) {
    List<List<String>> before = new ArrayList<>();
    List<String> execStart = List.of();
    Optional<String> workingDirectory = Optional.empty();
    Map<String, String> environment = new LinkedHashMap<>();
    List<EnvironmentFile> files = new ArrayList<>();
    Restart restart = Restart.NO;
    Duration restartDelay = Duration.ofMillis(100);
    int burst = 5;
    Duration interval = Duration.ofSeconds(10);
    for (String line : text.replaceAll("\\\\\\R", " ").lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("#") || line.startsWith(";") || line.startsWith("[") || equals < 1) {
        continue;
      }
      String value = line.substring(equals + 1).strip();
      switch (line.substring(0, equals).strip()) {
        case "ExecStartPre" -> before.add(command(value));
        case "ExecStart" -> execStart = command(value);
        case "WorkingDirectory" -> workingDirectory = Optional.of(stripDash(value));
        case "Environment" -> {
          for (String word : Words.split(value)) {
            Words.assignment(word).ifPresent(e -> environment.put(e.getKey(), e.getValue()));
          }
        }
        case "EnvironmentFile" ->
            files.add(new EnvironmentFile(stripDash(value), value.startsWith("-")));
        case "Restart" -> restart = restart(value);
        case "RestartSec" -> restartDelay = duration(value);
        case "StartLimitBurst" -> burst = number(value);
        case "StartLimitIntervalSec" -> interval = duration(value);
        default -> {}
      }
    }
    if (execStart.isEmpty()) {
      throw new IllegalArgumentException("the unit has no ExecStart");
    }
    return new SystemdUnit(
        List.copyOf(before),
        execStart,
        workingDirectory,
        Map.copyOf(environment),
        List.copyOf(files),
        restart,
        restartDelay,
        burst,
        interval);
  }

  private static List<String> command(String value) {
    List<String> words = new ArrayList<>(Words.split(value));
    if (!words.isEmpty()) {
      // The prefixes ask for privileges or forgive failures; there is nothing to be done for them.
      words.set(0, words.get(0).replaceFirst("^[-@:+!]+", ""));
    }
    return List.copyOf(words);
  }

  private static String stripDash(String value) {
    return value.startsWith("-") ? value.substring(1) : value;
  }

  private static Restart restart(String value) {
    return switch (value) {
      case "always" -> Restart.ALWAYS;
      case "on-failure", "on-abnormal", "on-abort", "on-watchdog" -> Restart.ON_FAILURE;
      default -> Restart.NO;
    };
  }

  private static int number(String value) {
    if (!value.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("not a number in the unit: " + value);
    }
    return Integer.parseInt(value);
  }

  private static Duration duration(String value) {
    var matcher =
        java.util.regex.Pattern.compile("([0-9]{1,6})(\\.[0-9]{1,3})? ?(ms|s|sec|min|)")
            .matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a time in the unit: " + value);
    }
    String fraction = matcher.group(2) == null ? "" : matcher.group(2);
    double count = Double.parseDouble(matcher.group(1) + fraction);
    double unitMillis =
        switch (matcher.group(3)) {
          case "ms" -> 1;
          case "min" -> 60_000;
          default -> 1_000;
        };
    return Duration.ofMillis(Math.round(count * unitMillis));
  }
}
