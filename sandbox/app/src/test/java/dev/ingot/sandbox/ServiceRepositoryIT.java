package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
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
    ServiceRepository found =
        ServiceRepository.open(folder.toString(), Optional.empty(), "services/pages");

    assertThat(found.service()).isEqualTo("pages");
    assertThat(found.folder()).isEqualTo("services/pages");
    assertThat(found.ref()).isEqualTo("refs/heads/trunk");
  }

  @Test
  void saysWhereTheFileIsMissing() {
    assertThatThrownBy(
            () -> ServiceRepository.open(folder.toString(), Optional.empty(), "services/none"))
        .hasMessageContaining("no ingot.yaml in folder services/none");
    assertThatThrownBy(() -> ServiceRepository.open(folder.toString(), Optional.empty(), ""))
        .hasMessageContaining("no ingot.yaml at its root");
  }
}
