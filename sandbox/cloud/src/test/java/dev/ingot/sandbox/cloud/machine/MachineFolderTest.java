package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MachineFolderTest {
  private static final String UNITS = "etc/systemd/system";

  @TempDir Path temp;
  private Path victim;
  private MachineFolder folder;

  @BeforeEach
  void somebodyElsesFile() throws IOException {
    victim = Files.createDirectory(temp.resolve("victim"));
    Files.writeString(victim.resolve("app.service"), "mine");
    folder = new MachineFolder(temp.resolve("i-1"));
  }

  @Test
  void aLinkInThePlaceOfAFileIsReplaced() throws IOException {
    Path mine = victim.resolve("app.service");
    Files.createSymbolicLink(folder.beside().resolve("scripts/1.sh"), mine);
    Files.createSymbolicLink(folder.beside().resolve("active/app.service"), mine);

    assertThat(folder.script("true")).hasContent("true");
    folder.setActive("app.service", true);

    assertThat(mine).hasContent("mine");
  }

  @Test
  void aLinkInThePlaceOfAFolderIsNotFollowed() throws IOException {
    for (String name : new String[] {"scripts", "active"}) {
      Path own = folder.beside().resolve(name);
      Files.move(own, own.resolveSibling(name + ".old"));
      Files.createSymbolicLink(own, victim);
    }

    assertThatThrownBy(() -> folder.script("true")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.setActive("app.service", false))
        .isInstanceOf(IOException.class);

    assertThat(victim).isDirectoryContaining("glob:**/app.service");
    assertThat(victim.toFile().list()).hasSize(1);
  }

  @Test
  void readsUnitsSettingsAndOrders() throws IOException {
    Path units = Files.createDirectories(folder.root().resolve(UNITS));
    Files.writeString(units.resolve("app.service"), "one");
    Path dropIns = Files.createDirectory(units.resolve("app.service.d"));
    Files.writeString(dropIns.resolve("20.conf"), "three");
    Files.writeString(dropIns.resolve("10.conf"), "two");
    Files.writeString(dropIns.resolve("README"), "four");
    Path wants = Files.createDirectory(units.resolve("multi-user.target.wants"));
    Files.createSymbolicLink(wants.resolve("app.service"), Path.of("../app.service"));
    Files.writeString(folder.root().resolve("settings"), "A=1");
    Files.createSymbolicLink(folder.root().resolve("link"), Path.of("settings"));
    Files.writeString(folder.beside().resolve("orders"), "start app.service\nno order\n");

    assertThat(folder.unit("app.service")).isEqualTo("one\ntwo\nthree");
    assertThat(folder.enabledUnits()).containsExactly("app.service");
    assertThat(folder.settings("/settings")).contains("A=1");
    assertThat(folder.settings("/link")).contains("A=1");
    assertThat(folder.settings("/none")).isEmpty();
    assertThat(folder.takeOrders())
        .containsExactly(new UnitOrder(UnitOrder.Verb.START, "app.service"));
    assertThat(folder.takeOrders()).isEmpty();
  }

  @Test
  void readsNothingThatALinkLeadsTo() throws IOException {
    Files.createDirectories(folder.root().resolve(UNITS).getParent());
    Files.createSymbolicLink(folder.root().resolve(UNITS), victim);
    Files.createDirectory(victim.resolve("multi-user.target.wants"));
    Files.createFile(victim.resolve("multi-user.target.wants/app.service"));
    Files.createSymbolicLink(folder.root().resolve("link"), victim);
    Files.createSymbolicLink(
        folder.beside().resolve("orders"), Files.writeString(temp.resolve("o"), "stop a.service"));

    assertThatThrownBy(() -> folder.unit("app.service")).hasMessageContaining("no unit");
    assertThat(folder.enabledUnits()).isEmpty();
    assertThatThrownBy(() -> folder.settings("/link/app.service"))
        .hasMessageContaining("no file of settings");
    assertThatThrownBy(() -> folder.takeOrders()).hasMessageContaining("no orders");
  }

  @Test
  void readsNothingThatIsTooLong() throws IOException {
    Files.createDirectory(folder.root());
    Files.writeString(folder.root().resolve("settings"), "x".repeat(64 * 1024 + 1));

    assertThatThrownBy(() -> folder.settings("/settings"))
        .hasMessageContaining("no file of settings");
  }

  @Test
  @Timeout(60)
  void isHeldUpByNoFifo() throws Exception {
    Path units = Files.createDirectories(folder.root().resolve(UNITS));
    Files.delete(folder.beside().resolve("scripts"));
    for (Path place :
        new Path[] {
          folder.beside().resolve("orders"),
          folder.beside().resolve("scripts"),
          folder.root().resolve("settings"),
          units.resolve("app.service"),
          units.resolve("multi-user.target.wants")
        }) {
      assertThat(new ProcessBuilder("mkfifo", place.toString()).start().waitFor()).isZero();
    }

    assertThatThrownBy(() -> folder.takeOrders()).hasMessageContaining("no orders");
    assertThatThrownBy(() -> folder.script("true")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.settings("/settings"))
        .hasMessageContaining("no file of settings");
    assertThatThrownBy(() -> folder.unit("app.service")).hasMessageContaining("no unit");
    assertThat(folder.enabledUnits()).isEmpty();
  }
}
