package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ingot.stage.testkit.LogWatch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class WebhookTlsIT {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path stores;
  @TempDir Path folder;
  private Path certificate;
  private Path key;
  private KeyStore made;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    certificate = folder.resolve("tls.crt");
    key = folder.resolve("tls.key");
    make("CN=first", "RSA");
    server =
        TestServer.startTls(
            Files.createDirectory(folder.resolve("secrets")), Limits.DEFAULT, certificate, key);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void takesAPushOverTls(String version) throws Exception {
    SSLContext trusting = trusting(made);
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(trusting)
            .sslParameters(new javax.net.ssl.SSLParameters(null, new String[] {version}))
            .build()) {
      byte[] body = Sample.GITHUB.body().getBytes(UTF_8);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.server().uri("github"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      Sample.GITHUB.headers(body).forEach(request::header);

      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(server.server().uri("github")).hasScheme("https");
    }
  }

  @Test
  void doesNotSpeakTls11() throws Exception {
    SSLContext trusting = trusting(made);
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void saysNothingInPlain() throws Exception {
    try (LogWatch log = new LogWatch();
        Exchange plain = server.connect()) {
      plain.send(RawRequest.of(Sample.GITHUB).bytes());

      assertThat(plain.read().body()).isEmpty();
      assertThat(server.reported()).isEmpty();
      log.assertNoSurprise();
    }
  }

  @Test
  void readsANewCertificateWithoutARestart() throws Exception {
    assertThat(shown()).isEqualTo("CN=first");

    make("CN=second", "EC");

    await().atMost(Duration.ofSeconds(60)).until(() -> shown().equals("CN=second"));
  }

  @Test
  void keepsWhatItHasWhenTheNewFileIsNoCertificate() throws Exception {
    TlsFiles files = new TlsFiles(certificate, key);
    files.context().start();
    Files.writeString(certificate, "nonsense");

    files.reload();

    assertThat(files.context().getKeyStore().containsAlias("webhooks")).isTrue();
    files.context().stop();
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Files.writeString(
        key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertThatThrownBy(() -> new TlsFiles(certificate, key))
        .hasMessageContaining("tls.key")
        .hasMessageContaining("openssl pkcs8");
    make("CN=first", "RSA");
    Files.writeString(certificate, "nonsense");
    assertThatThrownBy(() -> new TlsFiles(certificate, key)).hasMessageContaining("tls.crt");
  }

  /** Who the server says it is, to a client that believes anything. */
  private String shown() throws Exception {
    SSLContext trusting = trusting(made);
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.startHandshake();
      X509Certificate its = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return its.getSubjectX500Principal().getName();
    } catch (SSLHandshakeException e) {
      return "not trusted yet";
    }
  }

  /** The same one for the same name: making it takes seconds. */
  private void make(String name, String algorithm) throws Exception {
    Path store = stores.resolve(name + ".p12");
    if (!Files.exists(store)) {
      makeStore(store, name, algorithm);
    }
    made = KeyStore.getInstance(store.toFile(), PASSWORD);
    Certificate its = made.getCertificate("it");
    Files.writeString(key, pem("PRIVATE KEY", made.getKey("it", PASSWORD).getEncoded()));
    Files.writeString(certificate, pem("CERTIFICATE", its.getEncoded()));
  }

  private static void makeStore(Path store, String name, String algorithm) throws Exception {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "it",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    name,
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  private static SSLContext trusting(KeyStore made) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("it", made.getCertificate("it"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
