package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.line;

import dev.ingot.events.Hook;
import java.time.Duration;
import java.util.Optional;

/** Reads a command of the service's own: {@code {command, within}}, or the command alone. */
final class HookReader {
  private static final int LONGEST = 2_048;
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(4);

  private HookReader() {}

  static Optional<Hook> read(Section section, String key, String example, Duration otherwise) {
    Kind<String> command = line(LONGEST, example);
    if (!section.says(key)) {
      return Optional.empty();
    }
    if (section.isText(key)) {
      return section.read(key, command).map(text -> hook(text, otherwise));
    }
    Section hook = section.section(key);
    Optional<String> text = hook.required("command", command);
    Duration within = hook.read("within", duration(LEAST, MOST), otherwise);
    hook.refuseOthers();
    return text.map(t -> hook(t, within));
  }

  private static Hook hook(String command, Duration within) {
    return Hook.newBuilder().setCommand(command).setWithin(within.toMillis()).build();
  }
}
