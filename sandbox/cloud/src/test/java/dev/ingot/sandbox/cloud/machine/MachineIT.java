package dev.ingot.sandbox.cloud.machine;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.sandbox.cloud.machine.CommandRun.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MachineIT extends OneMachine {
  private static final String START = "systemctl enable --now ingot-app.service\n";

  @Test
  void userDataStartsTheUnitWithItsSettingsAndThePort() throws IOException {
    unit(
        "Environment=PORT=8080 GREETING=hello\nEnvironmentFile=-/etc/ingot/env\n",
        "echo \"$GREETING $WHO on $PORT in $INGOT_ROOT\"; exec sleep 600");

    boot(
        "mkdir -p \"$INGOT_ROOT/etc/ingot\"; echo 'WHO=\"big world\"' > \"$INGOT_ROOT/etc/ingot/env\"\n"
            + START);

    console("hello big world on " + machine().address().getPort() + " in " + root);
    await().until(machine()::serviceRunning);
    assertThat(machine().address().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void childrenSeeNothingOfTheParentsEnvironment() {
    boot(
        "env | sort | sed 's/=.*//' | tr '\\n' ' '; echo; systemctl is-active app || echo inactive-too");

    console("HOME INGOT_MACHINE INGOT_ROOT ");
    console("inactive-too");
    String names = machine().consoleTail(10_000).lines().findFirst().orElseThrow();
    assertThat(names.split(" "))
        .isSubsetOf(
            "HOME",
            "INGOT_MACHINE",
            "INGOT_ROOT",
            "JAVA_HOME",
            "LANG",
            "OLDPWD",
            "PATH",
            "PWD",
            "SHLVL",
            "TMPDIR",
            "_");
  }

  @Test
  void aServiceThatFailsIsStartedAgainWithinBounds() throws IOException {
    unit("Restart=on-failure\nRestartSec=10ms\nStartLimitBurst=3\n", "exit 7");

    boot(START);

    console("ingot-app.service exited with code 7");
    console("started too often");
    assertThat(machine().restarts()).isEqualTo(2);
    assertThat(machine().serviceRunning()).isFalse();
  }

  @Test
  void aServiceThatCannotBeStartedSaysWhyOnTheConsole() {
    boot("systemctl start nothing; systemctl frobnicate it; echo code $?");

    console("Unit nothing.service could not be found.");
    console("'frobnicate' is not known");
    console("code 1");
  }

  @Test
  void commandsRunAfterTheBootWithTheirOutputsApart() {
    boot("echo booted > \"$INGOT_ROOT/flag\"");

    CommandRun.Result result = result("cat flag; echo complaint >&2; exit 3");

    assertThat(result).isEqualTo(new CommandRun.Result(End.EXITED, 3, "booted\n", "complaint\n"));
  }

  @Test
  void aCommandThatPrintsWithoutEndIsKeptShortAndEndsInTime() {
    boot("");

    CommandRun run = machine().run("yes 0123456789", Duration.ofSeconds(3));

    CommandRun.Result result = run.result().orTimeout(90, TimeUnit.SECONDS).join();
    assertThat(result.end()).isEqualTo(End.TIMED_OUT);
    assertThat(result.stdout()).hasSize(256 * 1024).startsWith("0123456789\n");
  }

  @Test
  void aCommandThatIsCancelledTakesItsChildrenWithIt() {
    boot("");
    CommandRun run = machine().run(detached(600) + "echo $! > pid; sleep 600", LONG);
    long child = pidIn("pid");

    run.cancel();

    assertThat(run.result().orTimeout(90, TimeUnit.SECONDS).join().end()).isEqualTo(End.CANCELLED);
    await().until(() -> !alive(child));
  }

  @Test
  void nothingOfAMachineIsLeftAfterItsStop() throws IOException {
    // Children that fork twice, leave the session, drop the environment, ignore SIGTERM.
    unit(
        "",
        detached(600)
            + "(trap '' TERM; sleep 600; sleep 600) & echo $! > \"$INGOT_ROOT/b\"\n"
            + "env -i sleep 600 & echo $! > \"$INGOT_ROOT/c\"\n"
            + "nohup sleep 600 >/dev/null 2>&1 & echo $! > \"$INGOT_ROOT/d\"\n"
            + "exec sleep 600");
    boot(
        START + "(setsid sh -c 'setsid sleep 600 & echo $! > a; sleep 600' >/dev/null 2>&1 &) &\n");
    List<Long> children = List.of(pidIn("a"), pidIn("b"), pidIn("c"), pidIn("d"));
    assertThat(children).allMatch(MachineIT::alive);

    machine().stop();

    assertThat(machine().state()).isEqualTo(Machine.State.STOPPED);
    assertThat(children).noneMatch(MachineIT::alive);
    assertThat(processesIn(root)).isZero();
  }

  @Test
  void aBuildThatDetachesItselfDoesNotOutliveItsMachine() {
    boot("");
    CommandRun.Result result =
        result("(setsid nohup sleep 600 >/dev/null 2>&1 & echo $! > pid) & wait; sleep 0.2");
    long child = pidIn("pid");
    assertThat(result.exitCode()).isZero();

    machine().stop();

    assertThat(alive(child)).isFalse();
    assertThat(machine().run("true", LONG).result().join().end()).isEqualTo(End.CANCELLED);
  }

  @Test
  void whatHidesItselfEndsWithTheMachineAllTheSame() {
    assumeTrue(Machine.keptApart() || CellIT.REQUIRED);
    boot("");
    result("(env -i setsid sh -c 'echo $$ > pid; exec sleep 600' >/dev/null 2>&1 &) & wait");
    long child = pidIn("pid");
    assertThat(alive(child)).isTrue();

    machine().stop();

    assertThat(alive(child)).isFalse();
  }

  @Test
  void aMachineNeitherSeesNorSignalsWhatIsNotItsOwn() throws Exception {
    assumeTrue(Machine.keptApart() || CellIT.REQUIRED);
    ProcessBuilder beside = new ProcessBuilder("sleep", "600");
    beside.environment().put("A_SECRET", "canary-of-a-worker");
    Process worker = beside.start();
    try {
      boot("");

      CommandRun.Result result =
          result("cat /proc/[0-9]*/environ | tr '\\0' '\\n'; kill -9 -1; exit 7");

      assertThat(result.exitCode()).isEqualTo(7);
      assertThat(result.stdout()).contains("INGOT_ROOT").doesNotContain("canary-of-a-worker");
      assertThat(worker.isAlive()).isTrue();
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void aFullDiskEndsTheScriptThatHasFilledIt() throws IOException {
    boot("", Confines.DEFAULT.with(new Disk(1 << 20, 100)));

    CommandRun.Result many = result("mkdir m; cd m; seq 200 | xargs touch; sleep 600");
    result("rm -rf m");
    CommandRun.Result large = result("yes > large; sleep 600");

    assertThat(many.exitCode()).isEqualTo(28);
    assertThat(many.stderr()).contains("No space left on device").contains("100 files");
    assertThat(large.exitCode()).isEqualTo(28);
    assertThat(Files.size(root.resolve("large"))).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void whatStartsTooManyProcessesIsToldSoAndEnds() {
    assumeTrue(Machine.keptApart() || CellIT.REQUIRED);
    boot("", Confines.DEFAULT.withProcesses(64));

    CommandRun.Result result =
        result("n=0; while [ $n -lt 300 ]; do sleep 600 & n=$((n + 1)); done; sleep 600");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains("64 processes and threads at most");
    assertThat(result("echo still here").stdout()).contains("still here");
  }

  @Test
  void aMachineSeesItsOwnAndWhatIsShownOfAHiddenFolder() throws IOException {
    assumeTrue(Machine.hides() || CellIT.REQUIRED);
    Path other = Files.createDirectories(root.resolveSibling("i-2"));
    Files.writeString(other.resolve("secret"), "canary-of-another");
    Path shared = Files.createDirectories(temp.resolve("shared"));
    Confines confines = Confines.DEFAULT.hiding(temp.toRealPath()).showing(shared.toRealPath());
    root = root.toRealPath();
    boot("", confines);

    CommandRun.Result result =
        result(
            "umount %2$s; cd %1$s && ls; cat ../i-2/secret %1$s/../i-2/secret; find %2$s | sort; "
                    .formatted(root, temp.toRealPath())
                + "echo mine > own; echo ours > %s/it; echo lost > %s/lost"
                    .formatted(shared.toRealPath(), temp.toRealPath()));

    assertThat(result.stdout()).contains("shared").doesNotContain("i-2", "canary");
    assertThat(root.resolve("own")).hasContent("mine");
    assertThat(shared.resolve("it")).hasContent("ours");
    assertThat(temp.resolve("lost")).doesNotExist();
  }

  @Test
  void settingsConsoleAndOrdersAreReadWhereTheyAreTheMachinesOwn() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "SECRET=canary\n");
    unit("EnvironmentFile=/etc/env\nRestart=no\n", "env");
    boot(
        "ln -s %s etc/env; mkfifo \"$HOME/../orders\"; rm \"$HOME/../console.log\"; "
                .formatted(elsewhere)
            + "ln -s %s \"$HOME/../console.log\"".formatted(elsewhere));

    assertThat(result("echo still here").stdout()).contains("still here");
    result(START);

    assertThat(machine().consoleTail(1_000)).doesNotContain("canary");
  }

  @Test
  void stoppingTwiceAndDuringTheBootIsFine() throws IOException {
    boot("sleep 600");

    machine().stop();
    machine().close();

    assertThat(machine().state()).isEqualTo(Machine.State.STOPPED);
    assertThat(processesIn(root)).isZero();
  }

  @Test
  void theConsoleKeepsTheLastOfAGreatDeal() {
    boot("yes 0123456789 | head -c 5000000; echo the end");

    await().atMost(LONG).until(() -> machine().state() == Machine.State.RUNNING);
    console("the end");
    assertThat(machine().consoleTail(ConsoleLog.LIMIT).length())
        .isBetween(400_000, ConsoleLog.LIMIT);
    assertThat(machine().consoleTail(8)).isEqualTo("the end\n");
  }

  @Test
  void deletingLeavesNothingOnDisk() throws IOException {
    boot("mkdir -p ro/x; chmod 555 ro; mktemp; echo x > \"$HOME/file\"");
    await().until(() -> machine().state() == Machine.State.RUNNING);

    machine().delete();

    try (var left = Files.list(root.getParent())) {
      assertThat(left).isEmpty();
    }
    assertThat(machine().consoleTail(100)).isEmpty();
  }

  @Test
  void twoMachinesHaveTwoPorts() throws IOException {
    boot("");
    Path other = Files.createDirectories(temp.resolve("instances/i-2/root"));

    try (Machine second = Machine.boot(new MachineSpec("i-2", other, Optional.empty(), Map.of()))) {
      assertThat(second.address()).isNotEqualTo(machine().address());
    }
  }

  private void unit(String settings, String run) throws IOException {
    Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.writeString(
        units.resolve("ingot-app.service"),
        "[Unit]\nDescription=x\n[Service]\nUser=app\nExecStart=/opt/ingot/run\n" + settings);
    Path file = Files.createDirectories(root.resolve("opt/ingot")).resolve("run");
    Files.writeString(file, "#!/bin/sh\n" + run + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String detached(int seconds) {
    return "setsid sleep " + seconds + " >/dev/null 2>&1 &\n";
  }

  private long pidIn(String name) {
    Path file = root.resolve(name);
    await().atMost(LONG).until(() -> Files.exists(file) && Files.size(file) > 1);
    try {
      return HostPid.of(Long.parseLong(Files.readString(file).strip()), root.toRealPath());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A dead process that init has not waited for yet is not alive. */
  private static boolean alive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  private static long processesIn(Path folder) throws IOException {
    try (var processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(process -> process.resolve("cwd"))
          .filter(
              cwd -> {
                try {
                  return Files.readSymbolicLink(cwd).startsWith(folder);
                } catch (IOException e) {
                  return false;
                }
              })
          .count();
    }
  }
}
