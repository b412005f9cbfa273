package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFolderTest {
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
}
