package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a cell is made and entered, as far as this user may.
 *
 * @param who the user
 * @param hides whether folders are hidden
 */
record CellWay(Who who, boolean hides) {
  private static final boolean SETPRIV = Launcher.onPath("setpriv");
  private static final boolean PRLIMIT = Launcher.onPath("prlimit");

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
   * Puts up the walls and goes on as the words that follow {@code --}. What is to be shown is kept
   * in hand, in a folder of its own, while what is around it is hidden; that folder is known by an
   * open file alone once it is hidden itself.
   */
  private static final String WALLS =
      """
      set -e
      mount=$1 hand=$2
      shift 2
      cd /
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
        case $1 in -*) "$mount" -o remount,bind,ro "${1#-}" || : ;; esac
        shift
      done
      shift
      exec "$@"
      """;

  /**
   * The first process of a cell, which adopts what others leave behind. Linux keeps signals from it
   * that it does not ask for; the dead are taken away by {@code wait}.
   */
  private static final String FIRST = "echo ready; while :; do sleep 3600 & wait; done";

  /** The best first. */
  static List<CellWay> all() {
    return List.of(
        new CellWay(Who.ROOT, true),
        new CellWay(Who.ROOT, false),
        new CellWay(Who.ROOT_AND_ITSELF, true),
        new CellWay(Who.ITSELF, false));
  }

  /** The command that says {@code ready} if this way is open. */
  List<String> trial() {
    List<String> words = unshare();
    if (hides) {
      // Nobody's but this process's own.
      words.addAll(List.of("sh", "-ec", "\"$0\" -t tmpfs none /tmp; exec \"$@\"", mount()));
    }
    words.addAll(itself());
    words.addAll(List.of("echo", "ready"));
    return words;
  }

  /**
   * The command that begins a cell, says {@code ready} and stays; without the mark, or whoever ends
   * what bears it would end a process that never ends by itself.
   *
   * @param hand an empty folder
   * @param walls {@link Walls.Step#word}s, empty for none
   */
  List<String> first(String path, Path hand, List<String> walls) {
    List<String> words = unshare();
    words.addAll(List.of("sh", "-c", WALLS, "walls", mount(), hand.toString()));
    words.addAll(walls);
    words.add("--");
    words.addAll(itself());
    words.addAll(List.of("env", "-i", "PATH=" + path, "sh", "-c", FIRST));
    return words;
  }

  /** The words before a command that runs it in the cell of this keeper. */
  List<String> entering(long keeper, int most) {
    String namespaces = "/proc/" + keeper + "/ns/";
    List<String> words = new ArrayList<>(List.of("nsenter"));
    words.add("--pid=" + namespaces + "pid_for_children");
    words.add("--mount=" + namespaces + "mnt");
    if (who != Who.ROOT) {
      words.addAll(List.of("--user=" + namespaces + "user", "--preserve-credentials"));
    }
    words.add("--");
    if (who == Who.ROOT_AND_ITSELF) {
      words.addAll(List.of("nsenter", "--user=/proc/1/ns/user", "--preserve-credentials", "--"));
    }
    if (who == Who.ROOT && hides && SETPRIV) {
      words.addAll(List.of("setpriv", "--inh-caps=-all", WITHOUT));
    }
    if (who == Who.ROOT_AND_ITSELF && PRLIMIT) {
      // It counts within that namespace alone; elsewhere it would count all that the user has.
      words.addAll(List.of("prlimit", "--nproc=" + most, "--"));
    }
    return words;
  }

  private List<String> unshare() {
    List<String> words = new ArrayList<>(List.of("unshare"));
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
        ? List.of("unshare", "--user", "--map-user=" + id("uid"), "--map-group=" + id("gid"))
        : List.of();
  }

  private static String id(String which) {
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:" + which));
    } catch (IOException | RuntimeException e) {
      return "-"; // a way that is not open
    }
  }

  /** The system's own: machines have another one in front of it. */
  private static String mount() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Arrays.stream(path.split(":", -1))
        .map(folder -> folder + "/mount")
        .filter(file -> file.startsWith("/") && Files.isExecutable(Path.of(file)))
        .findFirst()
        .orElse("/bin/mount");
  }
}
