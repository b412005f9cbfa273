package dev.ingot.operator;

import dev.ingot.events.Freeze;
import dev.ingot.events.StandingOrder;
import dev.ingot.stage.LogTool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has nothing new begun. */
@Command(
    name = "freeze",
    description =
        "Has nothing new begun for a service, or for all of them: no bake, no fleet, until it is thawed.",
    footer = {
      "",
      "What has begun goes on, and a rollback is never frozen. What comes in meanwhile waits, the",
      "newest of each service and environment, and goes on by itself. A freeze takes the place of",
      "the one before it.",
      RolloutCommand.SYNOPSIS
    })
final class FreezeCommand extends LogCommand {
  @Mixin private FrozenPlace place = new FrozenPlace();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "When it ends by itself, from now: 30m, 12h, 3d; never where not given.")
  private @Nullable Duration duration;

  FreezeCommand(Supplier<Map<String, String>> settings) {
    super(settings);
  }

  @Override
  String done(LogTool log, Map<String, String> all) {
    ControlDesk desk = new ControlDesk(log, signature().timeout(), InstantSource.system());
    String service = place.service(this, desk);
    List<String> environments = new ArrayList<>(new TreeSet<>(place.environments(this, all)));
    Optional<Instant> until =
        Optional.ofNullable(duration)
            .map(time -> Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS));
    ControlDesk.Change change =
        desk.change(
            service,
            order ->
                order
                    .setFreeze(new Freeze(environments, until.orElse(null)))
                    .setWho(signature().who())
                    .setWhy(signature().why()));
    String before =
        change
            .before()
            .map(StandingOrder::getFreeze)
            .map(freeze -> System.lineSeparator() + "Before: " + FrozenPlace.text(service, freeze))
            .orElse("");
    return "Frozen: " + FrozenPlace.text(service, change.after().getFreeze()) + before;
  }
}
