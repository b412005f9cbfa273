package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.stage.testkit.HostileInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A build that does what none should, and what comes of it.
 *
 * @param input for the page: what it does
 * @param answer for the page
 * @param commands as {@code image.build} has them; {@code @VICTIM@} is a folder of somebody else's,
 *     {@code @PORT@} a port that the sandbox listens on, {@code @STATE@} where the sandbox keeps
 *     what it has, {@code @OTHER@} another instance's settings in it, {@code @HOME@} its user's
 *     home
 * @param within its deadline
 * @param apart whether it takes machines that see no other processes to be held
 * @param failure what the log or the reason says when it fails; empty when an image comes of it
 * @param image what must hold of the image's folder
 */
record HostileBuild(
    String input,
    String answer,
    String commands,
    Duration within,
    boolean apart,
    String failure,
    Check image) {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final String LATE = "the bake was not finished by its deadline";

  /** Long enough to have begun. */
  private static final Duration SHORT = Duration.ofSeconds(25);

  /** What must hold of an image. */
  interface Check {
    void of(Path app, String log) throws IOException;
  }

  static List<HostileBuild> all() {
    List<HostileBuild> all = new ArrayList<>();
    all.addAll(processes());
    all.addAll(resources());
    all.addAll(HostileTrees.all());
    return all;
  }

  HostileInputs.Row row() {
    return new HostileInputs.Row(input, answer + (apart ? " ¹" : ""));
  }

  boolean baked() {
    return failure.isEmpty();
  }

  static HostileBuild baked(String input, String answer, String commands, Check image) {
    return new HostileBuild(input, "baked: " + answer, commands, LONG, false, "", image);
  }

  static HostileBuild failed(String input, String saying, String commands) {
    return failed(input, saying, saying, commands);
  }

  static HostileBuild failed(String input, String answer, String saying, String commands) {
    return new HostileBuild(
        input, "FAILED: " + answer, commands, LONG, false, saying, (app, log) -> {});
  }

  private HostileBuild keptApart() {
    return new HostileBuild(input, answer, commands, within, true, failure, image);
  }

  /** It takes machines that folders can be hidden from. */
  private HostileBuild hidden() {
    return new HostileBuild(input, answer + " ³", commands, within, apart, failure, image);
  }

  private HostileBuild soon() {
    return new HostileBuild(input, answer, commands, SHORT, apart, failure, image);
  }

  private static List<HostileBuild> processes() {
    return List.of(
        baked(
            "a process that stays and holds the build's output open",
            "it is not waited for, and ends with the builder",
            "echo begun; sleep 987651 & exit 0",
            (app, log) -> assertThat(log).contains("begun", "has left processes behind")),
        baked(
                "a process that leaves its session, its parent and its environment",
                "it ends with the builder",
                "(env -i setsid sleep 987652 > /dev/null 2>&1 &)",
                (app, log) -> assertThat(log).doesNotContain("left processes"))
            .keptApart(),
        baked(
            "a process that goes on writing into the tree",
            "as the tree was when the builder had stopped",
            "(while :; do date >> growing; sleep 0.1; done > /dev/null 2>&1 &)",
            (app, log) -> assertThat(app.resolve("growing")).exists()),
        failed("a shell that kills its parent", "the build failed", "kill -9 $PPID; sleep 1"),
        failed(
                "a shell that kills every process that it can",
                "the build failed",
                """
                case $(tr '\\0' ' ' < /proc/1/cmdline) in
                  *'echo ready'*) kill -9 -1; sleep 5 ;;
                  *) echo 'this is no machine of the sandbox' ;;
                esac
                exit 9
                """)
            .keptApart(),
        baked(
            "it shows its own environment",
            "there are PATH, HOME, JAVA_HOME, LANG, TERM and CI in it",
            "env | sed 's/=.*//' | sort | tr '\\n' ' '; echo",
            (app, log) ->
                assertThat(log.lines().filter(l -> l.contains("PATH ")).findFirst().orElse(""))
                    .matches("(CI |HOME |JAVA_HOME |LANG |OLDPWD |PATH |PWD |SHLVL |TERM |_ )+")),
        baked(
                "it reads the environment of every process",
                "there are none but the machine's own",
                "cat /proc/[0-9]*/environ | tr '\\0' '\\n' | sort -u | tee environments; ls /proc",
                (app, log) -> {
                  assertThat(Files.readString(app.resolve("environments")))
                      .contains("CI=true")
                      .doesNotContain(HostileBuildsIT.CANARY);
                  assertThat(log).doesNotContain(HostileBuildsIT.CANARY);
                })
            .keptApart(),
        failed(
                "processes that start processes, 4,000 of them",
                "there are too many at once",
                "processes and threads at most; let the build start fewer at once",
                """
                more() {
                  [ "$1" = 0 ] || { more $(($1 - 1)) & more $(($1 - 1)) & }
                  sleep 987654
                }
                more 11
                """)
            .keptApart(),
        baked(
                "programs of its own in the place of those that the sandbox runs for its machine",
                "the system's are run",
                """
                bin=${PWD%/opt/*}.machine/bin
                for name in nsenter unshare setpriv setsid; do
                  printf '#!/bin/sh\\nid >> "%s/ran"\\n' "$PWD" > "$bin/$name"
                done
                # The bake waits with it, too.
                printf '#!/bin/sh\\n[ "$PPID" != 1 ] || id >> "%s/ran"\\n' "$PWD" > "$bin/sleep"
                echo 'PATH=/usr/bin:/bin; exec sleep "$@"' >> "$bin/sleep"
                chmod 755 "$bin"/*
                # The machine's first process waits for one that can be ended, and starts the next.
                for process in /proc/[0-9]*; do
                  case $(tr '\\0' ' ' < "$process/cmdline") in
                    *'sleep 3600 ') kill -9 "${process#/proc/}" && echo ended ;;
                  esac
                done 2> /dev/null
                PATH=/usr/bin:/bin sleep 1
                """,
                (app, log) -> {
                  assertThat(log).contains("ended");
                  assertThat(app.resolve("ran")).doesNotExist();
                })
            .keptApart(),
        baked(
                "it looks for what the sandbox keeps, for other instances, for its user's home, and for"
                    + " settings of the system that it could write",
                "there is nothing there but its own",
                """
                own=${PWD%/opt/*}
                for f in @STATE@/access-key @STATE@/*.json @STATE@/instances/*/etc/ingot/env @OTHER@; do
                  case $f in
                    "$own"/*) ;;
                    *) if [ -r "$f" ]; then echo "found $f"; fi ;;
                  esac
                done
                ls -d @STATE@/instances/* | sed 's/^/sees /'
                [ -z "$(ls -A @HOME@/.ssh @HOME@/.aws @HOME@/.m2 @HOME@/.bashrc @HOME@/.profile 2> /dev/null)" ] || echo found-home
                umount @STATE@ 2> /dev/null && echo found-umount
                for f in /proc/sys/kernel/core_pattern $(find /sys/fs/cgroup -name cgroup.procs); do
                  if [ -w "$f" ]; then echo "found $f"; fi
                done
                echo looked
                """,
                (app, log) ->
                    assertThat(
                            log.lines()
                                .filter(l -> l.matches("(sees|found|looked).*"))
                                .map(l -> l.replaceFirst("i-[0-9a-f]+", "i-own"))
                                .map(l -> l.replaceFirst("sees .*/", "sees "))
                                .toList())
                        .containsExactly("sees i-own", "sees i-own.machine", "looked"))
            .hidden(),
        failed("it never ends, and ignores SIGTERM", LATE, "trap '' TERM; sleep 987653").soon());
  }

  private static List<HostileBuild> resources() {
    return List.of(
        failed("one file that fills the disk", "No space left on device", "yes > large; sleep 99"),
        failed(
            "100,000 files where the disk holds 3,000",
            "No space left on device",
            "mkdir many; cd many; seq 100000 | xargs touch; sleep 99"),
        failed("a sparse file of 1 TB", "the build failed", "truncate -s 1T sparse"),
        failed(
                "it prints for ever",
                LATE,
                "while :; do head -c 20000 /dev/zero | tr '\\0' x; echo; sleep 0.1; done")
            .soon(),
        failed(
            "70 MB of output and a failure",
            "with the end of it",
            "the end",
            "head -c 70000000 /dev/zero | tr '\\0' 'x'; echo; echo 'the end'; exit 1"),
        failed(
            "output with colours, NULs, bytes that are no UTF-8, and marks that turn text around",
            "with the text alone",
            "evil",
            "printf '\\033[31mred\\033[0m \\000 \\342\\200\\256evil \\377\\n'; exit 3"),
        baked(
            "it speaks to the network",
            "it reaches what the builder reaches ²",
            "curl -s -o /dev/null http://127.0.0.1:@PORT@/ && echo reached",
            (app, log) -> assertThat(log).contains("reached")));
  }

  /** Names in the folder, however they are written. */
  static long entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  static boolean isLink(Path path) {
    return Files.isSymbolicLink(path);
  }

  static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public String toString() {
    return input;
  }
}
