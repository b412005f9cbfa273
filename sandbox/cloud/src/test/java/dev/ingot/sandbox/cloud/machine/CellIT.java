package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellIT {
  /** For whoever builds where machines must have walls: what cannot have them fails then. */
  static final boolean REQUIRED = "required".equals(System.getProperty("ingot.walls"));

  private static final String NOBODY = "65534";

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", Launcher.ownPath(), Marker.VARIABLE, Marker.machine("i-1").value());

  private static final CellWay ROOT = new CellWay(CellWay.Who.ROOT, true);
  private static final Path TMP = Path.of("/tmp");

  private static final String REFUSING =
      """
      #!/bin/sh
      case "$*" in *'remount,bind,ro /sys') exit 32 ;; esac
      exec %s "$@"
      """
          .formatted(Launcher.tool("mount"));

  @TempDir Path temp;

  /** Mounts in a namespace of the test's own, in which {@code $0} is a folder. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mkdir "$0/a b"; mount -t cgroup2 none "$0/a b"
          mkdir -p "$0/low/in"; mount -t cgroup2 none "$0/low/in"; mount -t tmpfs none "$0/low"
          : > "$0/file"; mkdir "$0/of"; mount -t cgroup2 none "$0/of"; mount --bind "$0/of/cgroup.procs" "$0/file"
          """)
  void isMadeWhateverIsMounted(String mounts) throws IOException {
    assumeTrue(CellWays.HERE.best().filter(ROOT::equals).isPresent() || REQUIRED);

    assertThat(begun(mounts, ROOT.first(TMP, List.of("-/tmp")))).isEmpty();
  }

  @Test
  void isMadeWhereSettingsCannotBeShownToBeRead() throws IOException {
    assumeTrue(CellWays.HERE.best().filter(ROOT::equals).isPresent() || REQUIRED);
    Path refusing = Files.writeString(temp.resolve("mount"), REFUSING);
    assertThat(refusing.toFile().setExecutable(true)).isTrue();
    Path hand = Files.createDirectory(temp.resolve("hand"));
    List<String> words = new ArrayList<>(ROOT.first(hand, List.of("-" + hand)));
    words.replaceAll(it -> it.equals(Launcher.tool("mount")) ? refusing.toString() : it);

    assertThat(begun(":", words)).isEmpty();
  }

  @Test
  void isMadeForWhoDoesNotReachAllThatIsMounted() throws IOException {
    CellWay way = new CellWay(CellWay.Who.ROOT_AND_ITSELF, true);
    List<String> words =
        new ArrayList<>(
            List.of(
                Launcher.tool("setpriv"), "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
    words.addAll(way.first(TMP, List.of("-/tmp")));
    words.replaceAll(it -> it.replaceFirst("^--map-(user|group)=.*", "--map-$1=" + NOBODY));
    assumeTrue(begun(":", words).isEmpty());
    String mounts =
        "mount -t tmpfs -o mode=700 none /sys/kernel; mkdir /sys/kernel/in; "
            + "mount -t tmpfs none /sys/kernel/in";

    assertThat(begun(mounts, words)).isEmpty();
  }

  /** What a cell says instead of beginning, in a system that has these mounts. */
  private Optional<String> begun(String mounts, List<String> first) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec", mounts + "; exec \"$@\""));
    words.add(temp.toString());
    words.addAll(first);
    Process process = Launcher.start(words, ENVIRONMENT, Path.of("/"), true);
    try {
      return FirstWords.insteadOfReady(process);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void noneIsMadeWhoseWallsFailAndNoneIsEnteredThatHasEnded() throws IOException {
    assumeTrue(Cell.hides() || REQUIRED);
    Path hand = Files.createDirectory(temp.resolve("hand"));
    Path hidden = temp.resolve("hidden");
    List<Walls.Step> walls = List.of(new Walls.Step(true, hidden));

    assertThatThrownBy(() -> Cell.open(ENVIRONMENT, hand, walls, 64))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing was started in it: mount");

    Files.createDirectory(hidden);
    Cell cell = Cell.open(ENVIRONMENT, hand, walls, 64).orElseThrow();
    cell.end();
    assertThatThrownBy(() -> cell.entering(List.of("true"), temp))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has ended");
  }
}
