package dev.ingot.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.jspecify.annotations.Nullable;

/** Whose word is taken for who a host is, over https: the Java runtime's, and a file's. */
final class Authorities {
  private Authorities() {}

  /**
   * TLS as the authorities have it; names are checked in any case.
   *
   * @param further PEM file of certificates; read at every use, so that a rotation needs no restart
   * @throws RepositoryRefusedException when the file cannot be used
   */
  static TlsSocketStrategy tls(Optional<Path> further) throws RepositoryRefusedException {
    if (further.isEmpty()) {
      return DefaultClientTlsStrategy.createSystemDefault();
    }
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int number = 0;
      for (TrustManager each : managers(null)) {
        if (each instanceof X509TrustManager manager) {
          for (X509Certificate authority : manager.getAcceptedIssuers()) {
            trusted.setCertificateEntry("runtime-" + number++, authority);
          }
        }
      }
      for (Certificate authority : certificates(further.get())) {
        trusted.setCertificateEntry("file-" + number++, authority);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(trusted), null);
      return new DefaultClientTlsStrategy(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new RepositoryRefusedException(
          "%s, which ingot.git.certificates names, holds no certificates in PEM form, or cannot be read"
              .formatted(further.get()));
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new CertificateException("none");
      }
      return all;
    }
  }

  /** What the host failed to show, when that is why a call failed. */
  static Optional<RepositoryRefusedException> refusal(String host, Exception e) {
    List<Throwable> causes =
        Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause).toList();
    if (causes.stream().noneMatch(SSLException.class::isInstance)) {
      return Optional.empty();
    }
    if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
      return Optional.of(
          new RepositoryRefusedException(
              "the certificate of host %s has expired; renew it there".formatted(host)));
    }
    if (causes.stream().anyMatch(Authorities::isForAnotherName)) {
      return Optional.of(
          new RepositoryRefusedException(
              "host %s shows a certificate that is for other names; register the repository under a name that is in it"
                  .formatted(host)));
    }
    return causes.stream().anyMatch(CertificateException.class::isInstance)
        ? Optional.of(untrusted(host))
        : Optional.empty();
  }

  /** The runtime has no class of its own for that, but for all else that can be wrong. */
  private static boolean isForAnotherName(Throwable cause) {
    return cause instanceof SSLPeerUnverifiedException
        || Objects.equals(cause.getClass(), CertificateException.class);
  }

  private static RepositoryRefusedException untrusted(String host) {
    return new RepositoryRefusedException(
        "host %s shows a certificate of an authority that is not trusted; put the authority's own certificate into the file that ingot.git.certificates names"
            .formatted(host));
  }
}
