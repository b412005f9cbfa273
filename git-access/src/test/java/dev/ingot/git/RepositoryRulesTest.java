package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryRulesTest {
  private static final List<String> ALL = List.of("https", "http", "file");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/a",
        "http://[fd00:ec2::254]/a",
        "http://0.0.0.0/a",
        "http://[::ffff:169.254.169.254]/a",
        "http://127.0.0.1/a",
        "http://[::1]/a",
        "http:///a",
        "https://exa mple/a",
        "git@192.0.2.1:a/b.git",
        "ftp://192.0.2.1/a",
        "file://192.0.2.1/a",
        "a/b",
        "../a",
        "ext::sh -c true",
      })
  void refusesWhatNoRepositoryMayBe(String repository) {
    assertThatThrownBy(() -> rules(ALL, List.of()).check(repository))
        .isInstanceOf(RepositoryRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:token@192.0.2.1/a",
        "https://token@192.0.2.1/a",
        "https://user:to@token@192.0.2.1/a",
        "https://user:to/token@192.0.2.1/a",
        "user:token@192.0.2.1:a/b.git",
        "user:to/token@192.0.2.1",
      })
  void refusesCredentialsWithoutSayingThem(String repository) {
    assertThatThrownBy(() -> rules(ALL, List.of()).check(repository))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageNotContaining("token");
  }

  @Test
  void takesTheMachineItselfWhenItIsNamed() {
    RepositoryRules rules = rules(ALL, List.of("127.0.0.1"));

    assertThatCode(() -> rules.check("http://127.0.0.1:8080/a")).doesNotThrowAnyException();
    assertThatThrownBy(() -> rules.check("http://192.0.2.1/a"))
        .hasMessageContaining("ingot.git.hosts");
  }

  @Test
  void metadataIsRefusedEvenWhenItIsNamed() {
    assertThatThrownBy(
            () -> rules(ALL, List.of("169.254.169.254")).check("http://169.254.169.254/a"))
        .isInstanceOf(RepositoryRefusedException.class);
  }

  @Test
  void takesOnlyConfiguredSchemes() {
    RepositoryRules https = rules(List.of("https"), List.of());

    assertThatCode(() -> https.check("https://192.0.2.1/a")).doesNotThrowAnyException();
    assertThatThrownBy(() -> https.check("http://192.0.2.1/a"))
        .hasMessageContaining("ingot.git.schemes");
    assertThatThrownBy(() -> https.check("/etc")).hasMessageContaining("ingot.git.schemes");
  }

  @Test
  void saysThatSshIsNotSupportedYet() {
    assertThatThrownBy(() -> rules(ALL, List.of()).check("git@git.test:a/b.git"))
        .hasMessageContaining("not supported yet");
  }

  private static RepositoryRules rules(List<String> schemes, List<String> hosts) {
    return new RepositoryRules(new GitConfig(schemes, hosts, Duration.ofSeconds(5)));
  }
}
