package dev.ingot.operator;

import dev.ingot.events.Registration;
import dev.ingot.stage.LogTool;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has nothing come of a service's pushes any more. */
@Command(
    name = "unregister",
    description =
        "Has nothing come of a service's pushes any more; what runs, and is on its way, goes on.",
    footer = {"", RolloutCommand.SYNOPSIS})
final class UnregisterCommand extends LogCommand {
  @Parameters(index = "0", paramLabel = "SERVICE", description = "Its name.")
  private String service;

  UnregisterCommand(Supplier<Map<String, String>> settings) {
    super(settings);
  }

  @Override
  String done(LogTool log, Map<String, String> all) {
    Registration before =
        new Registrar(log, signature().timeout(), signature().who(), signature().why())
            .unregister(name("a service", service));
    return Clean.line(
        "Unregistered %s; it came from %s of %s."
            .formatted(service, before.getRef(), before.getRepository()));
  }
}
