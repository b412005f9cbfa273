package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.git.GitHttpServer.Manner;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks real repositories, from a folder and over HTTP. */
class RemotesIT {
  private static final String MAIN = RemoteRepository.MAIN;
  private static final String TOKEN = "not-a-real-token";

  @TempDir Path folder;

  private RemoteRepository repository;
  private String head;
  private GitHttpServer server;

  @BeforeEach
  void start() throws Exception {
    repository = new RemoteRepository(folder.resolve("srv/a.git"));
    head = repository.commit(MAIN, Map.of("a", "1"));
    server = new GitHttpServer(folder.resolve("srv"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void knowsWhatRefsPointTo() throws Exception {
    String other = repository.commit("refs/heads/other", Map.of("a", "2"));
    for (String url : List.of(repository.folder().toString(), server.url("127.0.0.1", "a.git"))) {
      Remotes remotes = remotes();

      assertThat(remotes.heads(url, Set.of(MAIN, "refs/heads/other", "refs/heads/none")))
          .isEqualTo(Map.of(MAIN, head, "refs/heads/other", other));
      assertThat(remotes.head(url, "refs/heads/none")).isEmpty();
      assertThat(remotes.head(url, "refs/heads/$(touch x)\n..")).isEmpty();
    }
  }

  @Test
  void findsABranchByItsNameOrByWhatHeadPointsTo() throws Exception {
    String other = repository.commit("refs/heads/other", Map.of("a", "2"));
    for (String url : List.of(repository.folder().toString(), server.url("127.0.0.1", "a.git"))) {
      assertThat(remotes().branch(url, Optional.empty())).contains(new Branch(MAIN, head));
      for (String name : List.of("other", "refs/heads/other")) {
        assertThat(remotes().branch(url, Optional.of(name)))
            .contains(new Branch("refs/heads/other", other));
      }
      assertThat(remotes().branch(url, Optional.of("none"))).isEmpty();
      assertThat(remotes().branch(url, Optional.of("no*e..\n"))).isEmpty();
    }
    assertThatThrownBy(() -> remotes().branch("https://169.254.169.254/a", Optional.empty()))
        .isInstanceOf(RepositoryRefusedException.class);
  }

  @Test
  void saysThatThereIsNoRepository() {
    assertThatThrownBy(() -> remotes().head(folder + "/nowhere", MAIN))
        .isInstanceOf(RepositoryMissingException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> remotes().head(server.url("127.0.0.1", "nowhere.git"), MAIN))
        .isInstanceOf(RepositoryMissingException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void doesNotFollowARedirectToTheMetadataService() {
    server.redirect = Optional.of("http://169.254.169.254");

    assertThatThrownBy(() -> remotes().head(server.url("127.0.0.1", "a.git"), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("redirects to http://169.254.169.254");
  }

  @Test
  void doesNotFollowARedirectToAnotherPlaceAndSendsItNoCredentials() throws Exception {
    Files.createDirectories(folder.resolve("credentials/127.0.0.1"));
    Files.writeString(folder.resolve("credentials/127.0.0.1/https"), TOKEN);
    try (GitHttpServer other = new GitHttpServer(folder.resolve("srv"))) {
      server.redirect = Optional.of(other.url("127.0.0.1", "").replaceFirst("/$", ""));

      assertThatThrownBy(() -> remotes().head(server.url("127.0.0.1", "a.git"), MAIN))
          .isInstanceOf(RepositoryRefusedException.class)
          .hasMessageContaining("another place");
      assertThat(other.requests).isEmpty();
    }
  }

  @Test
  void takesCredentialsOfTheHostOrOfTheRepositoryFromFiles() throws Exception {
    server.login = Optional.of("x-token-auth:" + TOKEN);
    Path host = Files.createDirectories(folder.resolve("credentials/127.0.0.1"));
    String url = server.url("127.0.0.1", "a.git");

    assertThatThrownBy(() -> remotes().head(url, MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining(host.resolve("https").toString());

    Files.writeString(host.resolve("https"), TOKEN + "\n");
    assertThat(remotes().head(url, MAIN)).contains(head);

    Files.writeString(Files.createDirectory(host.resolve("a")).resolve("https"), "other:wrong");
    assertThatThrownBy(() -> remotes().head(url, MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("wants credentials")
        .satisfies(e -> assertThat(e).hasMessageNotContaining("wrong"));

    server.login = Optional.of("other:right");
    Files.writeString(host.resolve("a/https"), "other:right");
    assertThat(remotes().head(url, MAIN)).contains(head);
  }

  @Test
  void connectsToTheAddressThatWasHeldAgainstTheRules() throws Exception {
    String url = server.url("git.test", "a.git");
    RepositoryRules.Resolver toLoopback =
        host -> new InetAddress[] {InetAddress.getLoopbackAddress()};

    assertThat(new Remotes(config("private.hosts", "git.test"), toLoopback).head(url, MAIN))
        .contains(head);
    int before = server.requests.size();
    assertThatThrownBy(() -> new Remotes(config("private.hosts", ""), toLoopback).head(url, MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("git.test has address 127.0.0.1");
    assertThat(server.requests).hasSize(before);
  }

  @Test
  void aNameThatLeadsElsewhereTheSecondTimeIsRefused() throws Exception {
    String url = server.url("git.test", "a.git");
    InetAddress[] metadata = {InetAddress.getByName("169.254.169.254")};
    InetAddress[] loopback = {InetAddress.getLoopbackAddress()};
    AtomicInteger asked = new AtomicInteger();
    Remotes remotes =
        new Remotes(
            config("private.hosts", "git.test"),
            host -> asked.getAndIncrement() == 0 ? loopback : metadata);

    assertThatThrownBy(
            () -> {
              remotes.head(url, MAIN);
              remotes.head(url, MAIN);
            })
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("169.254.169.254");
    assertThat(asked).hasValueGreaterThan(1);
  }

  @Test
  void leavesAHostThatIsTooSlow() {
    server.manner = Manner.SLOW;

    assertThatThrownBy(
            () -> new Remotes(config("timeout", "1s")).head(server.url("127.0.0.1", "a.git"), MAIN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("took longer than 1 s");
  }

  @Test
  void leavesAHostThatNeverEnds() {
    server.manner = Manner.ENDLESS;

    assertThatThrownBy(
            () -> new Remotes(config("refs.mib", "1")).head(server.url("127.0.0.1", "a.git"), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 1 MiB; raise ingot.git.refs.mib");
  }

  @Test
  void refusesWhatIsPackedThoughItAskedForNothingPacked() throws Exception {
    String url = server.url("127.0.0.1", "a.git");
    assertThat(remotes().head(url, MAIN)).contains(head);
    assertThat(fetched(config(), url, head)).isTrue();
    assertThat(server.encodings).isEmpty();
    server.manner = Manner.BOMB;

    assertThatThrownBy(() -> remotes().head(url, MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("compresses its answers (Content-Encoding 'gzip')");
    assertThatThrownBy(() -> fetched(config(), url, head))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("compresses its answers");
  }

  @Test
  void leavesAHostAtOnceThatSendsMoreRefsThanAllowedAlsoInAFetch() {
    server.manner = Manner.ENDLESS;
    String url = server.url("127.0.0.1", "a.git");

    assertThatThrownBy(() -> new Remotes(config("refs", "10")).head(url, MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 10 refs; raise ingot.git.refs if");
    assertThatThrownBy(() -> fetched(config("refs", "10"), url, head))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 10 refs");
    assertThatThrownBy(() -> fetched(config("refs.mib", "1"), url, head))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 1 MiB of refs; raise ingot.git.refs.mib");
  }

  @Test
  void leavesAHostThatTalksWithoutEndInPlaceOfAPack() {
    server.manner = Manner.CHATTY;

    assertThatThrownBy(
            () -> fetched(config("fetch.mib", "16"), server.url("127.0.0.1", "a.git"), head))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("says more than 1,024 KiB beside the pack");
  }

  @Test
  void refusesAWebServerWithARepositorysFiles() {
    server.manner = Manner.FILES;

    assertThatThrownBy(() -> remotes().head(server.url("127.0.0.1", "a.git"), MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("answers with 'text/plain' and not by git's smart protocol");
  }

  @Test
  void refusesMoreRefsThanAllowed() throws Exception {
    server.manner = Manner.OLD;
    for (int i = 0; i < 5; i++) {
      repository.commit("refs/heads/b" + i, Map.of("a", "2"));
    }
    String url = server.url("127.0.0.1", "a.git");

    assertThat(new Remotes(config("refs", "10")).head(url, MAIN)).contains(head);
    assertThatThrownBy(() -> new Remotes(config("refs", "3")).head(url, MAIN))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 3 refs");
  }

  @Test
  void fetchesWithinItsLimits() throws Exception {
    String commit = repository.commit(MAIN, Map.of("a", noise(3 << 20), "b", "2"));
    String url = server.url("127.0.0.1", "a.git");

    assertThat(fetched(config(), url, commit)).isTrue();
    assertThatThrownBy(() -> fetched(config("fetch.mib", "1"), url, commit))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 1 MiB; raise ingot.git.fetch.mib");
    assertThatThrownBy(() -> fetched(config("fetch.objects", "2"), url, commit))
        .isInstanceOf(RepositoryRefusedException.class)
        .hasMessageContaining("more than 2 objects");
  }

  @Test
  void knowsTheFoldersOfACommit() throws Exception {
    RemoteFolders folders =
        new RemoteFolders(remotes(), folder.resolve("work"), Duration.ofSeconds(20));
    Set<String> wanted = Set.of("x", "y/deep", "file", "none", "");
    for (String url : List.of(repository.folder().toString(), server.url("127.0.0.1", "a.git"))) {
      String one = repository.commit(MAIN, Map.of("x/a", "1", "y/deep/b", "2", "file", "3"));
      Map<String, String> before = folders.trees(url, MAIN, one, wanted);
      String two = repository.commit(MAIN, Map.of("x/a", "new", "y/deep/b", "2", "file", "3"));
      Map<String, String> now = folders.trees(url, MAIN, two, wanted);

      assertThat(now)
          .containsEntry("none", RemoteFolders.ABSENT)
          .containsEntry("file", RemoteFolders.ABSENT)
          .containsEntry("y/deep", before.get("y/deep"));
      assertThat(now.get("x")).isNotEqualTo(before.get("x"));
      assertThat(now.get("")).isNotEqualTo(before.get(""));
    }
    assertThat(folder.resolve("work")).isEmptyDirectory();
  }

  @Test
  void deletesWhatAKilledProcessLeftBehindAndNothingThatIsInUse() throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path left = Files.createDirectories(work.resolve("folders-1/objects/aa"));
    Path used = Files.createDirectories(work.resolve("folders-2"));
    Files.writeString(left.resolve("b"), "x");
    // Nobody can tell how old it is.
    Path stuck = Files.createSymbolicLink(work.resolve("folders-3"), Path.of("folders-3"));
    Instant now = Files.getLastModifiedTime(used).toInstant();
    Files.setLastModifiedTime(work.resolve("folders-1"), FileTime.from(now.minusSeconds(81)));
    RemoteFolders folders =
        new RemoteFolders(remotes(), work, Duration.ofSeconds(20), InstantSource.fixed(now));

    folders.trees(repository.folder().toString(), MAIN, head, Set.of(""));

    assertThat(work).isDirectoryContaining(used::equals).isDirectoryContaining(stuck::equals);
    assertThat(work.resolve("folders-1")).doesNotExist();
  }

  private boolean fetched(GitConfig config, String url, String commit) throws Exception {
    Path gitDir = Files.createTempDirectory(folder, "local");
    try (Repository local =
        new FileRepositoryBuilder().setGitDir(gitDir.toFile()).setBare().build()) {
      local.create(true);
      new Remotes(config)
          .fetch(local, url, Fetch.commit(commit, "refs/it"), NullProgressMonitor.INSTANCE);
      return local.getObjectDatabase().has(ObjectId.fromString(commit));
    }
  }

  private static String noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    return new String(noise, StandardCharsets.ISO_8859_1);
  }

  private Remotes remotes() {
    return new Remotes(config());
  }

  private GitConfig config(String... keysAndValues) {
    String[] all =
        Arrays.copyOf(
            new String[] {
              "private.hosts",
              "127.0.0.1",
              "credentials.dir",
              folder.resolve("credentials").toString()
            },
            4 + keysAndValues.length);
    System.arraycopy(keysAndValues, 0, all, 4, keysAndValues.length);
    return Given.config(all);
  }
}
