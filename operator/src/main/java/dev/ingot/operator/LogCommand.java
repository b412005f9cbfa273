package dev.ingot.operator;

import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that reads the log, decides, and writes to it. */
abstract class LogCommand implements Callable<Integer> {
  static final String NAME = "operator";

  private static final Pattern A_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final Supplier<Map<String, String>> settings;

  @Mixin private Signature signature = new Signature();

  @Spec private CommandSpec spec;

  LogCommand(Supplier<Map<String, String>> settings) {
    this.settings = settings;
  }

  /**
   * Does it.
   *
   * @return what was done, for people
   * @throws LogToolException when it is refused or not possible
   */
  abstract String done(LogTool log, Map<String, String> all) throws IOException;

  @Override
  public final Integer call() {
    Map<String, String> all = settings();
    try (LogTool log = LogTool.open(NAME, Config.read(RuntimeConfig.class, all))) {
      String done = done(log, all);
      done.lines().forEach(this::say);
      return CommandLine.ExitCode.OK;
    } catch (ConfigException e) {
      throw e;
    } catch (LogToolException | IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("ingot: " + Clean.line(String.valueOf(e.getMessage())));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** The workers' own keys, with what the command line says in place of them. */
  Map<String, String> settings() {
    return settings.get();
  }

  /** A line for people. */
  void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Clean.line(line));
    out.flush();
  }

  Signature signature() {
    return signature;
  }

  /** What a person wrote; exit code 2 when no service or environment can be called so. */
  String name(String what, String written) {
    if (!A_NAME.matcher(written).matches()) {
      throw misunderstood(
          "'%s' is no name of %s: 1 to 40 of a-z, 0-9 and -, a letter first"
              .formatted(Clean.line(written, 60), what));
    }
    return written;
  }

  ParameterException misunderstood(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
