package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTest {
  @ParameterizedTest
  @CsvSource({
    "https://git.test/a/b.git, https",
    "HTTP://git.test/a, http",
    "ssh://git@git.test/a, ssh",
    "git@git.test:a/b.git, ssh",
    "/srv/git/a, file",
    "file:///srv/git/a, file",
    "a/b, file",
    "ext::sh, ssh",
  })
  void knowsHowARepositoryIsReached(String repository, String scheme) {
    assertThat(RepositoryName.scheme(repository)).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.test/a/b.git, git.test/a/b",
    "https://user:token@Git.Test:443/A/b/, git.test/a/b",
    "ssh://git@git.test:22/a/b.git, git.test/a/b",
    "git@git.test:a/b.git, git.test/a/b",
    "git://git.test/a/b, git.test/a/b",
    "/srv/git/Shop.git, /srv/git/Shop",
    "/srv/git/Shop/.git, /srv/git/Shop",
    "file:///srv/git/Shop/, /srv/git/Shop",
  })
  void oneFormForAllWaysToWriteIt(String repository, String normal) {
    assertThat(RepositoryName.normal(repository)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.test",
        "https://x.git",
        "https://x.git/",
        "https://git.test/A/b.git/",
        "https://git.test/a@b:c[d]/.git",
        "https:///a",
        "https://u@git.test/a",
        "https://git.test:443/a",
        "https://[::1]/a",
        "https://git.test/a\nb",
        "https://git.test/\u00e4.git",
        "https://",
      })
  void theShortWayGivesWhatTheLongOneGives(String repository) {
    assertThat(RepositoryName.normal(repository)).isEqualTo(RepositoryName.normalOfAny(repository));
  }

  @Test
  void credentialsAreLeftOut() {
    assertThat(RepositoryName.withoutCredentials("https://user:token@git.test/a"))
        .isEqualTo("https://git.test/a");
    assertThat(RepositoryName.withoutCredentials("https://user:to@ken@git.test/a"))
        .isEqualTo("https://git.test/a");
    assertThat(RepositoryName.withoutCredentials("user:token@git.test:a")).isEqualTo("git.test:a");
    assertThat(RepositoryName.withoutCredentials("/srv/a@b")).isEqualTo("/srv/a@b");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:token@git.test/a, true",
    "https://token@git.test/a, true",
    "user:token@git.test:a/b.git, true",
    "https://git.test/a@b, false",
    "git@git.test:a/b.git, false",
    "ssh://git@git.test:22/a/b.git, false",
    "ssh://git:token@git.test/a, true",
    "ssh://git@token@git.test/a, true",
    "/srv/a:b@c, false",
  })
  void knowsWhetherThereAreCredentials(String repository, boolean has) {
    assertThat(RepositoryName.hasCredentials(repository)).isEqualTo(has);
  }
}
