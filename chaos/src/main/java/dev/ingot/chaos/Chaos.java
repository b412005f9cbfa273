package dev.ingot.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: one run, its table, and the exit code 0 when every record is accounted for. */
@Command(
    name = "chaos",
    description =
        "Kills and freezes workers and brokers while records go through, and accounts for every"
            + " record.")
public final class Chaos implements Callable<Integer> {
  @Option(
      names = "--duration",
      defaultValue = "60s",
      description = "How long records are fed, such as 60s or 15m; ${DEFAULT-VALUE}.")
  private String duration = "60s";

  @Option(names = "--seed", description = "Repeats a run's schedule; any where not given.")
  private @Nullable Long seed;

  @Option(
      names = "--brokers",
      defaultValue = "3",
      description = "3 of which one at a time goes away, or 1; ${DEFAULT-VALUE}.")
  private int brokers = 3;

  @Option(
      names = "--workers",
      defaultValue = "5",
      description = "Worker processes at the start; ${DEFAULT-VALUE}.")
  private int workers = 5;

  @Option(
      names = "--rate",
      defaultValue = "60",
      description = "Records a second; ${DEFAULT-VALUE}.")
  private int rate = 60;

  @Override
  public Integer call() throws IOException, InterruptedException {
    long chosen = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
    Conditions conditions = new Conditions(time(duration), chosen, brokers, workers, rate);
    Path home = Path.of(System.getProperty("ingot.home", ".ingot")).toAbsolutePath().normalize();
    Path folder = Files.createDirectories(home).resolve("chaos-" + ProcessHandle.current().pid());
    remove(folder);
    Files.createDirectories(folder);
    say("Seed %d: %s".formatted(chosen, conditions.command()));
    Report report = new ChaosRun(conditions, folder, Chaos::say).run();
    System.out.println(report.table());
    Path json = home.resolve("chaos-%d.json".formatted(chosen));
    report.write(json);
    if (report.clean()) {
      remove(folder);
      say("Every record is accounted for. " + json);
      return 0;
    }
    report.complaints().forEach(Chaos::say);
    say("Logs and data are kept in " + folder);
    say("The same again: " + conditions.command());
    return 1;
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static Duration time(String text) {
    String plain = text.toLowerCase(Locale.ROOT);
    try {
      return Duration.parse("pt" + (plain.matches("\\d+") ? plain + "s" : plain));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("a duration is such as 60s or 15m, not " + text, e);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
