package dev.ingot.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.NothingUnhandled;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Git hosts over https, with certificates of an authority that nobody else knows. */
@ExtendWith(NothingUnhandled.class)
class HttpsIT {
  private static final String MAIN = RemoteRepository.MAIN;
  private static final String PASSWORD = "in-a-test";

  @TempDir static Path folder;
  private static Path authority;
  private static String head;
  private static GitHttpServer server;
  private static GitHttpServer expired;

  private static final List<HostileInputs.Row> ROWS =
      List.of(
          new HostileInputs.Row(
              "a certificate of an unknown authority", "refused: ingot.git.certificates"),
          new HostileInputs.Row("a certificate for another name", "refused: for other names"),
          new HostileInputs.Row("a certificate that has expired", "refused: has expired"),
          new HostileInputs.Row("a redirect to another host over https", "refused: another place"),
          new HostileInputs.Row("a redirect to the same host without TLS", "refused: not allowed"),
          new HostileInputs.Row("a file of authorities that holds none", "refused: PEM form"),
          new HostileInputs.Row(
              "compressed answers, some 1,000 times as large once unpacked",
              "refused: compresses its answers"));

  @BeforeAll
  static void start() throws Exception {
    head = new RemoteRepository(folder.resolve("srv/a.git")).commit(MAIN, Map.of("a", "1"));
    keytool("ca", "-ext", "bc:c");
    keytool("host", "-signer", "ca", "-ext", "san=dns:git.test");
    keytool("old", "-signer", "ca", "-ext", "san=dns:git.test", "-startdate", "-10d");
    KeyStore made =
        KeyStore.getInstance(folder.resolve("made.p12").toFile(), PASSWORD.toCharArray());
    authority =
        Files.writeString(
            folder.resolve("authority.pem"),
            "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(
                    Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(made.getCertificate("ca").getEncoded())));
    server = GitHttpServer.https(folder.resolve("srv"), showing(made, "host"));
    expired = GitHttpServer.https(folder.resolve("srv"), showing(made, "old"));
  }

  @AfterAll
  static void stop() {
    server.close();
    expired.close();
  }

  @BeforeEach
  void asUsual() {
    server.redirect = Optional.empty();
    server.manner = GitHttpServer.Manner.PLAIN;
  }

  @Test
  void asksAndFetchesFromAHostWhoseAuthorityIsNamed() throws Exception {
    String url = server.url("git.test", "a.git");
    Remotes remotes = remotes(Optional.of(authority));

    assertThat(remotes.head(url, MAIN)).contains(head);
    try (Repository local =
        new FileRepositoryBuilder().setGitDir(folder.resolve("local").toFile()).setBare().build()) {
      local.create(true);
      remotes.fetch(local, url, Fetch.commit(head, "refs/it"), NullProgressMonitor.INSTANCE);
      assertThat(local.getObjectDatabase().has(ObjectId.fromString(head))).isTrue();
    }
  }

  @Test
  void anAuthorityThatIsReplacedIsReadAnew() throws Exception {
    Path file = Files.copy(authority, folder.resolve("replaced.pem"));
    Remotes remotes = remotes(Optional.of(file));
    assertThat(remotes.head(server.url("git.test", "a.git"), MAIN)).contains(head);

    Files.writeString(file, "nothing");

    refuses(5, remotes, server.url("git.test", "a.git"));
  }

  @Test
  void refusesWhatIsNotProven() {
    refuses(0, remotes(Optional.empty()), server.url("git.test", "a.git"));
    refuses(1, remotes(Optional.of(authority)), server.url("other.test", "a.git"));
    refuses(2, remotes(Optional.of(authority)), expired.url("git.test", "a.git"));
  }

  @Test
  void refusesToBeLedElsewhere() throws Exception {
    Remotes remotes = remotes(Optional.of(authority));
    server.redirect = Optional.of(expired.url("other.test", "").replaceFirst("/$", ""));
    refuses(3, remotes, server.url("git.test", "a.git"));
    server.redirect =
        Optional.of(server.url("git.test", "").replaceFirst("/$", "").replace("https", "http"));
    refuses(4, remotes, server.url("git.test", "a.git"));
    assertThat(expired.requests).isEmpty();
  }

  @Test
  void refusesABomb() {
    server.manner = GitHttpServer.Manner.BOMB;
    refuses(6, remotes(Optional.of(authority)), server.url("git.test", "a.git"));
  }

  @Test
  void isToldOnThePage() throws IOException {
    HostileInputs.assertTold("repositories", "Git hosts over https", HttpsIT.class, ROWS);
  }

  private static void refuses(int row, Remotes remotes, String url) {
    assertThatThrownBy(() -> remotes.head(url, MAIN))
        .as(ROWS.get(row).input())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ROWS.get(row).answer().replaceFirst("refused: ", ""));
  }

  private static Remotes remotes(Optional<Path> certificates) {
    return new Remotes(
        Given.config(
            "private.hosts",
            "git.test,other.test",
            "credentials.dir",
            folder.resolve("credentials").toString(),
            "certificates",
            certificates.map(Path::toString).orElse("")),
        host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
  }

  private static SSLContext showing(KeyStore made, String alias) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    char[] password = PASSWORD.toCharArray();
    own.setKeyEntry(alias, made.getKey(alias, password), password, made.getCertificateChain(alias));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String alias, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + alias,
                "-validity",
                "5",
                "-storetype",
                "PKCS12",
                "-keystore",
                folder.resolve("made.p12").toString(),
                "-storepass",
                PASSWORD));
    words.addAll(List.of(more));
    Process keytool = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }
}
