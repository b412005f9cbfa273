package dev.ingot.sandbox.cloud.machine;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.sandbox.cloud.machine.CommandRun.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What machines try against what keeps them apart, and what comes of it. */
class MachineWallsIT extends OneMachine {
  private static final Confines FEW = Confines.DEFAULT.withProcesses(64);

  @Test
  void aMachinesOwnProgramsAreRunInItAlone() throws IOException {
    assumeTrue(Machine.keptApart() || CellIT.REQUIRED);
    Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.writeString(
        units.resolve("app.service"),
        """
        [Service]
        Environment=PATH=%s UID=7 LD_PRELOAD=/nothing.so TOLD="it's so"
        ExecStart=/bin/sh -c 'PATH=/usr/bin:/bin; echo "$$TOLD: $$(tr "\\0" "\\n" < /proc/$$$$/environ | grep ^UID)"'
        """
            .formatted(evil()));
    boot("systemctl start app.service", FEW);
    console("it's so: UID=7");

    result("cp %s/* \"$HOME/../bin\"".formatted(evil()));

    assertThat(result("echo still here").stdout()).isEqualTo("still here\n");
    assertThat(root.resolve("ran")).doesNotExist();
  }

  /** Programs in the place of those that begin and enter a machine. */
  private Path evil() throws IOException {
    Path folder = Files.createDirectories(root.resolve("evil"));
    for (String name : List.of("setsid", "unshare", "nsenter", "setpriv", "env", "mount")) {
      Path program = folder.resolve(name);
      Files.writeString(program, "#!/bin/sh\necho %s >> %s/ran\n".formatted(name, root));
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    return folder;
  }

  @Test
  void aMachineDoesNotRaiseItsOwnLimit() throws IOException {
    assumeTrue(Cell.hides() && grouped());
    boot("", FEW);
    result(
        """
        PATH=/usr/bin:/bin
        unshare --user --map-root-user --mount --cgroup sh -c '
          mkdir -p groups; mount -t cgroup -o pids none groups || mount -t cgroup2 none groups
          mkdir groups/more
          for group in groups groups/more; do echo max > $group/pids.max; done'
        """);

    CommandRun.Result result =
        result("n=0; while [ $n -lt 300 ]; do sleep 600 & n=$((n + 1)); done; echo all; sleep 600");

    assertThat(result.stderr()).contains("64 processes and threads at most");
    assertThat(result.stdout()).doesNotContain("all");
    machine().stop();
    try (Stream<Path> groups = Files.list(ControlGroups.HERE.best().orElseThrow())) {
      assertThat(groups.map(it -> it.getFileName().toString()))
          .noneMatch(it -> it.startsWith("ingot-" + ProcessHandle.current().pid() + "-"));
    }
  }

  /** Whether machines have control groups here. */
  private static boolean grouped() throws IOException {
    Optional<ControlGroup> one = ControlGroup.of(64);
    one.ifPresent(ControlGroup::close);
    return one.isPresent();
  }

  @Test
  void aMachineWhoseWallsHaveEndedEndsAndSaysWhy() {
    assumeTrue(Machine.keptApart() || CellIT.REQUIRED);
    boot("", FEW);
    result("true");
    String mark = Marker.VARIABLE + "=" + Marker.JVM + "i-1.";

    ProcessHandle.current()
        .children()
        .filter(it -> has(it, "environ", mark) && has(it, "cmdline", "--kill-child"))
        .forEach(ProcessHandle::destroyForcibly);

    await().until(() -> result("true").end() == End.UNDELIVERABLE);
    await().until(() -> machine().state() == Machine.State.STOPPED);
    assertThat(machine().broken()).isCompletedWithValueMatching(it -> it.contains("apart"));
    console("the machine ends: what kept this machine's processes apart has ended");
  }

  private static boolean has(ProcessHandle process, String file, String text) {
    try {
      return Files.readString(
              Path.of("/proc/" + process.pid()).resolve(file), StandardCharsets.ISO_8859_1)
          .contains(text);
    } catch (IOException e) {
      return false;
    }
  }
}
