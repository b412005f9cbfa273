package dev.ingot.listener.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSecretsTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void readsAFileAgainWhenItHasChanged() throws IOException {
    WebhookSecrets secrets = secrets();
    write("one", NOW.minus(Duration.ofHours(2)));
    assertThat(secrets.of("shop")).containsExactly(new Secret("one"));

    write("two", NOW.minus(Duration.ofHours(1)));

    assertThat(secrets.of("shop")).containsExactly(new Secret("two"));
  }

  @Test
  void doesNotTrustTheTimeOfAFileThatIsYoung() throws IOException {
    WebhookSecrets secrets = secrets();
    write("one", NOW);
    assertThat(secrets.of("shop")).containsExactly(new Secret("one"));

    write("two", NOW);

    assertThat(secrets.of("shop")).containsExactly(new Secret("two"));
  }

  @Test
  void remembersNothingOfAFileThatIsGone() throws IOException {
    WebhookSecrets secrets = secrets();
    write("one", NOW.minus(Duration.ofHours(2)));
    assertThat(secrets.of("shop")).hasSize(1);

    Files.delete(folder.resolve("shop"));

    assertThat(secrets.of("shop")).isEmpty();
  }

  @Test
  void takesNoNameThatLeadsElsewhere() throws IOException {
    Files.writeString(folder.resolve("shop"), "one");

    assertThat(secrets().of("../" + folder.getFileName() + "/shop")).isEmpty();
    assertThat(secrets().of("Shop")).isEmpty();
  }

  @Test
  void takesNoFolderAndNoHugeFile() throws IOException {
    Files.createDirectory(folder.resolve("cart"));
    Files.writeString(folder.resolve("shop"), "x".repeat(5_000));

    assertThat(secrets().of("cart")).isEmpty();
    assertThat(secrets().of("shop")).isEmpty();
  }

  @Test
  void showsNoSecret() {
    assertThat(new Secret("not-to-be-seen")).hasToString("Secret[...]");
  }

  private WebhookSecrets secrets() {
    return new WebhookSecrets(folder, List.of(), InstantSource.fixed(NOW));
  }

  private void write(String secret, Instant modified) throws IOException {
    Files.writeString(folder.resolve("shop"), secret);
    Files.setLastModifiedTime(folder.resolve("shop"), FileTime.from(modified));
  }
}
