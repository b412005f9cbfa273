package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.git.GitConfig;
import dev.ingot.git.Remotes;
import dev.ingot.git.RepositoryRefusedException;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository on disk with two services. */
class ServiceRepositoryIT {
  @TempDir Path folder;

  @BeforeEach
  void create() throws Exception {
    for (String service : new String[] {"shop", "pages"}) {
      Path its = Files.createDirectories(folder.resolve("services").resolve(service));
      Files.writeString(its.resolve("ingot.yaml"), "service: " + service + "\n");
    }
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("trunk").call()) {
      git.add().addFilepattern(".").call();
      git.commit().setSign(false).setAuthor("Ada", "ada@example.org").setMessage("one").call();
    }
  }

  @Test
  void findsTheServiceInItsFolder() throws Exception {
    ServiceRepository found = open("file", folder.toString(), Optional.empty(), "services/pages");

    assertThat(found.service()).isEqualTo("pages");
    assertThat(found.folder()).isEqualTo("services/pages");
    assertThat(found.ref()).isEqualTo("refs/heads/trunk");
  }

  @Test
  void saysWhereTheFileIsMissing() {
    assertThatThrownBy(() -> open("file", folder.toString(), Optional.empty(), "services/none"))
        .hasMessageContaining("has no folder 'services/none'");
    assertThatThrownBy(() -> open("file", folder.toString(), Optional.empty(), ""))
        .hasMessageContaining("ingot.yaml is missing at the root of the repository");
    assertThatThrownBy(() -> open("file", folder.toString(), Optional.of("none"), ""))
        .hasMessageContaining("has no branch none");
  }

  @Test
  void asksNobodyWhomTheWorkersMayNotAsk() {
    assertThatThrownBy(() -> open("https", folder.toString(), Optional.empty(), "services/shop"))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("ingot.git.schemes allows [https] only");
    assertThatThrownBy(() -> open("http", "http://169.254.169.254/latest", Optional.empty(), ""))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("which no repository may have");
    assertThatThrownBy(
            () -> open("https", "https://user:token@git.test/shop", Optional.empty(), ""))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageNotContaining("token");
  }

  private ServiceRepository open(
      String schemes, String repository, Optional<String> ref, String inFolder) throws IOException {
    GitConfig git = Config.read(GitConfig.class, Map.of("ingot.git.schemes", schemes));
    return ServiceRepository.open(
        new Remotes(git), folder.resolve(".work"), repository, ref, inFolder);
  }
}
