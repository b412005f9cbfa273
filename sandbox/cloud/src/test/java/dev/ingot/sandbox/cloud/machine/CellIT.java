package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellIT {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", Launcher.ownPath(), Marker.VARIABLE, Marker.machine("i-1").value());

  @TempDir Path temp;

  @Test
  void noneIsMadeWhoseWallsFailAndNoneIsEnteredThatHasEnded() throws IOException {
    assumeTrue(Cell.hides());
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
