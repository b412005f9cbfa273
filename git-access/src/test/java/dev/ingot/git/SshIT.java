package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real sshd. */
class SshIT {
  private static final String MAIN = RemoteRepository.MAIN;
  private static final String HOST = "git.test";

  @TempDir Path folder;

  private GitSshServer server;
  private RemoteRepository repository;
  private String head;
  private Path knownHosts;
  private Path key;

  @BeforeEach
  void start() throws Exception {
    server = new GitSshServer();
    repository = new RemoteRepository(folder.resolve("a.git"));
    head = repository.commit(MAIN, Map.of("a", "1"));
    Path credentials = Files.createDirectories(folder.resolve("credentials"));
    knownHosts = credentials.resolve("known_hosts");
    key = credentials.resolve(HOST).resolve("ssh");
    Files.writeString(knownHosts, server.knownHost(HOST, server.hostKey));
    GitSshServer.write(server.userKey, key);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void knowsWhatARefPointsToAndFetchesIt() throws Exception {
    assertThat(remotes().head(url(), MAIN)).contains(head);
    assertThat(remotes().head(url(), "refs/heads/none")).isEmpty();
    try (Repository local =
        new FileRepositoryBuilder().setGitDir(folder.resolve("l").toFile()).setBare().build()) {
      local.create(true);

      remotes().fetch(local, url(), Fetch.commit(head, "refs/it"), NullProgressMonitor.INSTANCE);

      assertThat(local.getObjectDatabase().has(ObjectId.fromString(head))).isTrue();
    }
  }

  @Test
  void refusesAHostWhoseKeyIsNotKnown() throws Exception {
    Files.delete(knownHosts);

    assertThatThrownBy(() -> remotes().head(url(), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("host git.test shows key SHA256:")
        .hasMessageContaining("knows none of it");
  }

  @Test
  void refusesAHostWhoseKeyHasChanged() throws Exception {
    Files.writeString(knownHosts, server.knownHost(HOST, GitSshServer.newKey()));

    assertThatThrownBy(() -> remotes().head(url(), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("holds another one: somebody may stand in between");
  }

  @Test
  void refusesAHostWhoseKeyIsRevoked() throws Exception {
    Files.writeString(knownHosts, "@revoked " + server.knownHost(HOST, server.hostKey));

    assertThatThrownBy(() -> remotes().head(url(), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("calls revoked");
  }

  @Test
  void saysWhereTheKeyHasToBe() throws Exception {
    Files.delete(key);

    assertThatThrownBy(() -> remotes().head(url(), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining(key.toString());
  }

  @Test
  void saysNothingOfAKeyThatCannotBeRead() throws Exception {
    Files.writeString(key, "-----BEGIN OPENSSH PRIVATE KEY-----\nnonsense\n");

    assertThatThrownBy(() -> remotes().head(url(), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("ssh-keygen")
        .satisfies(e -> assertThat(e).hasMessageNotContaining("nonsense"));
  }

  @Test
  void failsWithAKeyThatTheHostDoesNotTake() throws Exception {
    GitSshServer.write(GitSshServer.newKey(), key);

    assertThatThrownBy(() -> remotes().head(url(), MAIN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("git.test");
  }

  @Test
  void refusesAHostAtAPrivateAddressThatIsNotNamed() {
    Remotes remotes =
        new Remotes(config(""), host -> new InetAddress[] {InetAddress.getLoopbackAddress()});

    assertThatThrownBy(() -> remotes.head(url(), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("git.test has address 127.0.0.1");
  }

  @Test
  void saysThatThereIsNoRepository() {
    assertThatThrownBy(() -> remotes().head(url() + "x", MAIN)).isInstanceOf(IOException.class);
  }

  private Remotes remotes() {
    return new Remotes(config(HOST), host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
  }

  private GitConfig config(String privateHosts) {
    return Given.config(
        "private.hosts", privateHosts, "credentials.dir", folder.resolve("credentials").toString());
  }

  private String url() {
    return "ssh://git@%s:%d%s".formatted(HOST, server.port(), repository.folder());
  }
}
