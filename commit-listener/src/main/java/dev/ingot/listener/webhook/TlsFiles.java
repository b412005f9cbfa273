package dev.ingot.listener.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A certificate and its key, in two PEM files that may be replaced at any time. */
final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final String NOBODY_READS_IT = "in memory";

  private final Path certificate;
  private final Path key;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private List<FileTime> loaded;

  /**
   * @throws IOException naming the file that is not what it should be
   */
  TlsFiles(Path certificate, Path key) throws IOException {
    this.certificate = certificate;
    this.key = key;
    loaded = times();
    context.setKeyStore(load());
    context.setKeyStorePassword(NOBODY_READS_IT);
    context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
  }

  SslContextFactory.Server context() {
    return context;
  }

  /** Takes new files for the connections to come; keeps what it has when they are no good. */
  synchronized void reload() throws IOException {
    List<FileTime> now = times();
    if (now.equals(loaded)) {
      return;
    }
    loaded = now;
    try {
      KeyStore store = load();
      context.reload(it -> ((SslContextFactory.Server) it).setKeyStore(store));
      LOG.info("the webhooks' certificate was read anew file={}", certificate);
    } catch (Exception e) {
      LOG.error(
          "the webhooks' new certificate is not used file={} reason={}",
          certificate,
          e.getMessage());
    }
  }

  private List<FileTime> times() throws IOException {
    return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
  }

  private KeyStore load() throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("webhooks", privateKey(), NOBODY_READS_IT.toCharArray(), chain());
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the certificate in %s and the key in %s cannot be used: %s"
              .formatted(certificate, key, e.getMessage()),
          e);
    }
  }

  private Certificate[] chain() throws IOException {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      if (chain.length == 0) {
        throw new IOException(certificate + " holds no certificate in PEM form");
      }
      return chain;
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " holds no certificate in PEM form", e);
    }
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IOException(
          key
              + " holds no PKCS #8 key (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nocrypt makes one"
              + " of other forms");
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        LOG.debug("not a key for {}", algorithm);
      }
    }
    throw new IOException(key + " holds a key that is neither RSA, EC nor EdDSA");
  }
}
