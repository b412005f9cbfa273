package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/a",
        "http://[fd00:ec2::254]/a",
        "http://0.0.0.0/a",
        "http://[::ffff:169.254.169.254]/a",
        "http://127.0.0.1/a",
        "http://2130706433/a",
        "http://[::1]/a",
        "http:///a",
        "https://exa mple/a",
        "git@127.0.0.1:a/b.git",
        "ssh://-oProxyCommand=true/a",
        "ssh://git:secret@192.0.2.1/a",
        "ftp://192.0.2.1/a",
        "file://192.0.2.1/a",
        "a/b",
        "../a",
        "ext::sh -c true",
        "https://git.test/a\nb",
      })
  void refusesWhatNoRepositoryMayBe(String repository) {
    assertThatThrownBy(() -> rules().check(repository))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:token@192.0.2.1/a",
        "https://token@192.0.2.1/a",
        "https://user:to@token@192.0.2.1/a",
        "https://user:to/token@192.0.2.1/a",
        "ssh://user:token@192.0.2.1/a",
        "user:token@192.0.2.1:a/b.git",
        "user:to/token@192.0.2.1",
      })
  void refusesCredentialsWithoutSayingThem(String repository) {
    assertThatThrownBy(() -> rules().check(repository))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageNotContaining("token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.test/a/b.git",
        "git@git.test:a/b.git",
        "ssh://git@git.test:2222/a/b.git",
        "/srv/git/a",
        "file:///srv/git/a",
        "https://192.0.2.1/a",
      })
  void takesWhatRepositoriesAre(String repository) {
    assertThatCode(() -> rules().check(repository)).doesNotThrowAnyException();
  }

  @Test
  void takesPrivateAddressesOnlyOfHostsThatAreNamed() throws Exception {
    RepositoryRules rules = rules("private.hosts", "127.0.0.1,10.0.0.1");

    assertThat(rules.addresses("10.0.0.1")).containsExactly(InetAddress.getByName("10.0.0.1"));
    assertThatCode(() -> rules.check("http://127.0.0.1:8080/a")).doesNotThrowAnyException();
    assertThatThrownBy(() -> rules.check("http://10.0.0.2/a"))
        .hasMessageContaining("ingot.git.private.hosts");
  }

  @Test
  void takesNoOtherHostsThanThoseThatAreNamed() {
    RepositoryRules rules = rules("hosts", "Git.Test");

    assertThatCode(() -> rules.check("https://git.test/a")).doesNotThrowAnyException();
    assertThatThrownBy(() -> rules.check("https://git.test.evil.test/a"))
        .hasMessageContaining("ingot.git.hosts");
    assertThatThrownBy(() -> rules.check("git@other.test:a/b"))
        .hasMessageContaining("ingot.git.hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "::169.254.169.254",
        "224.0.0.1",
        "ff02::1",
        "::"
      })
  void metadataIsRefusedEvenWhenItIsNamed(String address) {
    assertThatThrownBy(() -> rules("private.hosts", address).addresses(address))
        .isInstanceOf(RepositoryRefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true",
    "172.16.0.1, true",
    "172.32.0.1, false",
    "192.168.1.1, true",
    "100.64.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "fc00::1, true",
    "fd12::1, true",
    "198.18.0.1, true",
    "240.0.0.1, true",
    "::ffff:10.0.0.1, true",
    "64:ff9b::a00:1, true",
    "140.82.121.4, false",
    "2606:50c0:8000::1, false",
    "64:ff9b::8c52:7904, false"
  })
  void knowsPrivateAddresses(String address, boolean isPrivate) throws Exception {
    assertThat(Addresses.isPrivate(InetAddress.getByName(address))).isEqualTo(isPrivate);
  }

  @Test
  void takesOnlyConfiguredSchemes() {
    RepositoryRules https = rules("schemes", "https");

    assertThatCode(() -> https.check("https://192.0.2.1/a")).doesNotThrowAnyException();
    for (String other : new String[] {"http://192.0.2.1/a", "/etc", "git@git.test:a/b"}) {
      assertThatThrownBy(() -> https.check(other)).hasMessageContaining("ingot.git.schemes");
    }
  }

  private static RepositoryRules rules(String... keysAndValues) {
    return new RepositoryRules(Given.config(keysAndValues), InetAddress::getAllByName);
  }
}
