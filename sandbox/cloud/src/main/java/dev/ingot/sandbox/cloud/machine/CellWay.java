package dev.ingot.sandbox.cloud.machine;

import static dev.ingot.sandbox.cloud.machine.Launcher.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a cell is made and entered, as far as this user may.
 *
 * @param who the user
 * @param hides whether folders are hidden
 */
record CellWay(Who who, boolean hides) {
  private static final boolean SETPRIV = Launcher.onPath("setpriv");
  private static final boolean PRLIMIT = Launcher.onPath("prlimit");

  private static final String LIMIT = "Max processes";

  /** Processes beyond the most that a machine may have. */
  static final int ROOM = 8;

  /** Who may make namespaces. */
  enum Who {
    /** Whoever may without being somebody else. */
    ROOT,
    /** Who is root in a namespace of users first, and itself again in another one within it. */
    ROOT_AND_ITSELF,
    /** Who is itself in a namespace of users, and may make others in it, but not mount. */
    ITSELF
  }

  private static final List<String> NEW =
      List.of("--pid", "--fork", "--kill-child", "--mount-proc");

  /** What would let root take the walls down again. Whoever is not root has none of these. */
  private static final String WITHOUT =
      "--bounding-set=-sys_admin,-sys_ptrace,-sys_module,-sys_rawio,-mknod,-dac_read_search";

  /**
   * Puts up the walls and goes on as the words that follow {@code --}. The system's settings and
   * its control groups can be read alone: a program that they name would be run outside, and who
   * leaves its group has no limit. What is to be shown is kept in hand, in a folder of its own,
   * while what is around it is hidden; that folder is known by an open file alone once it is hidden
   * itself.
   */
  private static final String WALLS =
      """
      set -e
      mount=$1 hand=$2 shut=$3
      shift 3
      cd /
      if [ "$shut" = shut ]; then
        for at in /proc/sys /proc/sysrq-trigger; do
          [ ! -e "$at" ] || "$mount" -c --bind "$at" "$at"
        done
        cover() {
          if [ -d "$1" ]; then
            "$mount" -t tmpfs -o size=64k,mode=755,ro none "$1"
          else
            "$mount" -c --bind /dev/null "$1"
          fi
        }
        # As they are now: what covers one is not to be covered itself.
        while read -r of at type more; do
          case $at:$type in
            /proc/sys:* | /proc/sysrq-trigger:* | /sys:* | /sys/*:* | *:cgroup | *:cgroup2)
              # Blanks are written as numbers.
              at=$(printf '%b' "$at")
              # What this user does not reach, or what lies below another mount, no machine reaches.
              [ -e "$at" ] || continue
              "$mount" -o remount,bind,ro "$at" 2> /dev/null || cover "$at"
              ;;
          esac
        done << MOUNTS
      $(cat /proc/self/mounts)
      MOUNTS
      fi
      if [ "$1" != -- ]; then
        "$mount" -t tmpfs -o size=64k,mode=700 none "$hand"
        exec 3< "$hand"
        n=0
        for step; do
          case $step in
            --) break ;;
            +*) n=$((n + 1)); mkdir "$hand/$n"; "$mount" -c --bind "${step#+}" "$hand/$n" ;;
          esac
        done
        n=0
        for step; do
          case $step in
            --) break ;;
            +*)
              n=$((n + 1))
              mkdir -p "${step#+}"
              "$mount" -c --bind "/proc/self/fd/3/$n" "${step#+}"
              ;;
            -*) "$mount" -t tmpfs -o size=64k,mode=755 none "${step#-}" ;;
          esac
        done
        exec 3<&-
      fi
      while [ "$1" != -- ]; do
        # Nothing is to be kept where it would be looked for in vain.
        case $1 in -*) "$mount" -o remount,bind,ro "${1#-}" 2> /dev/null || : ;; esac
        shift
      done
      shift
      exec "$@"
      """;

  /**
   * The first process of a cell, which adopts what others leave behind. Linux keeps signals from it
   * that it does not ask for; the dead are taken away by {@code wait}. It may do more than they:
   * nothing is run by it that a machine could have put in its way.
   */
  private static final String FIRST = "echo ready; while :; do \"$0\" 3600 & wait; done";

  /** The best first. Walls that root could take down again are none. */
  static List<CellWay> all() {
    return Stream.of(
            new CellWay(Who.ROOT, true),
            new CellWay(Who.ROOT, false),
            new CellWay(Who.ROOT_AND_ITSELF, true),
            new CellWay(Who.ITSELF, false))
        .filter(it -> !it.dropsCapabilities() || SETPRIV)
        .toList();
  }

  private boolean dropsCapabilities() {
    return who == Who.ROOT && hides;
  }

  /**
   * The command that begins a cell, says {@code ready} and stays; without the mark, or whoever ends
   * what bears it would end a process that never ends by itself.
   *
   * @param hand an empty folder
   * @param walls {@link Walls.Step#word}s, empty for none
   */
  List<String> first(Path hand, List<String> walls) {
    List<String> words = unshare();
    words.addAll(List.of(tool("sh"), "-c", WALLS, "walls", tool("mount"), hand.toString()));
    words.add(hides ? "shut" : "open");
    words.addAll(walls);
    words.add("--");
    words.addAll(itself());
    words.addAll(List.of(tool("env"), "-i", tool("sh"), "-c", FIRST, tool("sleep")));
    return words;
  }

  /** The words before a command that runs it in the cell of this keeper. */
  List<String> entering(long keeper, int most) {
    String namespaces = "/proc/" + keeper + "/ns/";
    List<String> words = new ArrayList<>(List.of(tool("nsenter")));
    words.add("--pid=" + namespaces + "pid_for_children");
    words.add("--mount=" + namespaces + "mnt");
    if (who != Who.ROOT) {
      words.addAll(List.of("--user=" + namespaces + "user", "--preserve-credentials"));
    }
    words.add("--");
    if (who == Who.ROOT_AND_ITSELF) {
      words.addAll(
          List.of(tool("nsenter"), "--user=/proc/1/ns/user", "--preserve-credentials", "--"));
    }
    if (dropsCapabilities()) {
      words.addAll(List.of(tool("setpriv"), "--inh-caps=-all", WITHOUT));
    }
    if (limitsByUser()) {
      // It counts within that namespace alone; elsewhere it would count all that the user has.
      words.addAll(List.of(tool("prlimit"), "--nproc=" + most, "--"));
    }
    return words;
  }

  /** As many processes as a machine may have here, of those that it is to have. */
  int most(int most) {
    try {
      return most(most, Files.readAllLines(Path.of("/proc/self/limits")));
    } catch (IOException | RuntimeException e) {
      return most;
    }
  }

  /**
   * Where it is the user's own limit that binds, not more than that may be, with {@link #ROOM} for
   * those that end them.
   *
   * @param limits as Linux tells them
   */
  int most(int most, List<String> limits) {
    if (!limitsByUser()) {
      return most;
    }
    return limits.stream()
        .filter(line -> line.startsWith(LIMIT))
        .map(line -> line.substring(LIMIT.length()).strip().split(" +", -1)[1])
        .filter(hard -> !hard.equals("unlimited"))
        .mapToInt(hard -> Math.clamp(Long.parseLong(hard) - ROOM, 1, most))
        .findFirst()
        .orElse(most);
  }

  private boolean limitsByUser() {
    return who == Who.ROOT_AND_ITSELF && PRLIMIT;
  }

  private List<String> unshare() {
    List<String> words = new ArrayList<>(List.of(tool("unshare")));
    switch (who) {
      case ROOT -> {}
      case ROOT_AND_ITSELF -> words.addAll(List.of("--user", "--map-root-user"));
      case ITSELF -> words.addAll(List.of("--user", "--map-current-user"));
    }
    words.addAll(NEW);
    return words;
  }

  /** Becomes itself again. */
  private List<String> itself() {
    return who == Who.ROOT_AND_ITSELF
        ? List.of(tool("unshare"), "--user", "--map-user=" + id("uid"), "--map-group=" + id("gid"))
        : List.of();
  }

  private static String id(String which) {
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:" + which));
    } catch (IOException | RuntimeException e) {
      return "-"; // a way that is not open
    }
  }
}
