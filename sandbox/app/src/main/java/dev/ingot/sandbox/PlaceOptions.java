package dev.ingot.sandbox;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who can reach what is started here. */
final class PlaceOptions {
  private static final String ALL = "0.0.0.0";

  @Option(
      names = "--bind",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on: 127.0.0.1, or 0.0.0.0 for all, as in a container: anyone who"
              + " reaches it can then run programs here.")
  private String bind;

  @Option(
      names = "--name",
      defaultValue = "127.0.0.1",
      description = "Host name or address that the workers find this machine by.")
  private String name;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  Sandbox.Place place() {
    if (!bind.equals(ALL) && !bind.equals(Sandbox.Place.LOOPBACK.bind())) {
      throw new ParameterException(
          spec.commandLine(), "--bind is 127.0.0.1 or 0.0.0.0, not '" + bind + "'");
    }
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})")) {
      throw new ParameterException(spec.commandLine(), "--name is a host name or an IPv4 address");
    }
    return new Sandbox.Place(bind, name);
  }
}
