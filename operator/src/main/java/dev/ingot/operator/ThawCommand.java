package dev.ingot.operator;

import dev.ingot.events.Freeze;
import dev.ingot.events.StandingOrder;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a freeze. */
@Command(
    name = "thaw",
    description = "Ends a freeze: what waited goes on by itself, within seconds.",
    footer = {
      "",
      "A freeze of all services and one of a single service are two: each is thawed by its own name.",
      RolloutCommand.SYNOPSIS
    })
final class ThawCommand extends LogCommand {
  @Mixin private FrozenPlace place = new FrozenPlace();

  ThawCommand(Supplier<Map<String, String>> settings) {
    super(settings);
  }

  @Override
  String done(LogTool log, Map<String, String> all) {
    ControlDesk desk = new ControlDesk(log, signature().timeout(), InstantSource.system());
    String service = place.service(this, desk);
    List<String> environments = place.environments(this, all);
    ControlDesk.Change change =
        desk.change(
            service,
            order ->
                order
                    .setFreeze(left(service, order.getFreeze(), environments))
                    .setWho(signature().who())
                    .setWhy(signature().why()));
    Freeze left = change.after().getFreeze();
    String still = left == null ? "" : " Still frozen: " + FrozenPlace.text(service, left);
    return "Thawed %s.%s%s".formatted(FrozenPlace.of(service), still, others(service, desk));
  }

  /** What stays of a freeze; null for nothing. */
  static @Nullable Freeze left(String service, @Nullable Freeze freeze, List<String> environments) {
    if (freeze == null) {
      throw new LogToolException(FrozenPlace.of(service) + " is not frozen", null);
    }
    if (environments.isEmpty()) {
      return null;
    }
    if (freeze.getEnvironments().isEmpty()) {
      throw new LogToolException(
          "%s is frozen in all environments; freeze it in those that are to stay so, which takes that one's place"
              .formatted(FrozenPlace.of(service)),
          null);
    }
    List<String> left = new ArrayList<>(freeze.getEnvironments());
    if (!left.removeAll(environments)) {
      throw new LogToolException(
          "%s is frozen in %s alone"
              .formatted(FrozenPlace.of(service), String.join(", ", freeze.getEnvironments())),
          null);
    }
    return left.isEmpty() ? null : Freeze.newBuilder(freeze).setEnvironments(left).build();
  }

  /** A service's own thaw does not end the freeze of all. */
  private static String others(String service, ControlDesk desk) {
    if (service.equals(ControlDesk.ALL)) {
      return "";
    }
    return Optional.ofNullable(desk.orders().get(ControlDesk.ALL))
        .map(StandingOrder::getFreeze)
        .filter(freeze -> freeze.getUntil() == null || freeze.getUntil().isAfter(Instant.now()))
        .map(freeze -> " Still frozen: " + FrozenPlace.text(ControlDesk.ALL, freeze))
        .orElse("");
  }
}
