package dev.ingot.git;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/** One conversation with one repository, guarded for its kind; what goes wrong is told here. */
final class Call implements AutoCloseable {
  private static final int LONGEST_WORDS = 300;

  private final String repository;
  private final Transport transport;
  private final Credentials credentials;
  private @Nullable GuardedHttp http;
  private @Nullable GuardedSsh ssh;

  /** What is done in it. */
  interface Talk<T> {
    T with(Transport transport) throws IOException;
  }

  /**
   * Takes the transport over.
   *
   * @throws RepositoryRefusedException when what it takes to talk is not there
   */
  Call(
      String repository,
      Transport transport,
      RepositoryRules rules,
      Credentials credentials,
      GitConfig config,
      LimitedStream.Budget budget)
      throws IOException {
    this.repository = repository;
    this.transport = transport;
    this.credentials = credentials;
    Duration timeout = config.timeout();
    transport.setTimeout((int) timeout.toSeconds());
    if (transport instanceof TransportHttp over) {
      GuardedHttp guarded =
          new GuardedHttp(
              URI.create(repository).toURL(),
              rules,
              Authorities.tls(config.certificates()),
              timeout,
              budget);
      http = guarded;
      over.setHttpConnectionFactory(guarded);
      if (rules.maySendCredentials(repository)) {
        Optional<Credentials.Login> login = credentials.login(repository);
        login.ifPresent(
            it ->
                transport.setCredentialsProvider(
                    new UsernamePasswordCredentialsProvider(it.user(), it.password())));
      }
    } else if (transport instanceof SshTransport over) {
      GuardedSsh guarded =
          new GuardedSsh(repository, transport.getURI(), rules, credentials, budget);
      ssh = guarded;
      over.setSshSessionFactory(guarded);
    }
  }

  /** Talks, once. */
  <T> T run(Talk<T> talk) throws IOException {
    try {
      return talk.with(transport);
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  private IOException failure(Exception e) throws IOException {
    RepositoryRefusedException refusal = refusal(e);
    if (refusal != null) {
      return refusal;
    }
    GuardedHttp over = http;
    if (over != null && over.unauthorized()) {
      return new RepositoryRefusedException(
          "the repository wants credentials, or other ones than it was given; they are looked for"
              + " in %s and in folders of it"
                  .formatted(
                      credentials.place(RepositoryRules.host(repository), Credentials.HTTPS)));
    }
    Optional<RepositoryRefusedException> untrusted =
        over == null ? Optional.empty() : Authorities.refusal(RepositoryRules.host(repository), e);
    return untrusted.isPresent() ? untrusted.get() : told(repository, e);
  }

  private @Nullable RepositoryRefusedException refusal(Exception e) {
    GuardedHttp overHttp = http;
    if (overHttp != null && overHttp.refusal() != null) {
      return overHttp.refusal();
    }
    GuardedSsh overSsh = ssh;
    if (overSsh != null && overSsh.refusal() != null) {
      return overSsh.refusal();
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RepositoryRefusedException refused) {
        return refused;
      }
    }
    return null;
  }

  /** What went wrong, in words without credentials, and without a stranger's line breaks. */
  static IOException told(String repository, Exception e) {
    String words =
        Words.line(
            RepositoryName.withoutCredentials(repository) + ": " + e.getMessage(), LONGEST_WORDS);
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoRemoteRepositoryException) {
        return new RepositoryMissingException("there is no repository " + words);
      }
    }
    return e instanceof TransportException
        ? new IOException("repository " + words, e)
        : new IOException("repository %s (%s)".formatted(words, e.getClass().getSimpleName()), e);
  }

  @Override
  public void close() throws IOException {
    transport.close();
    if (http != null) {
      http.close();
    }
    if (ssh != null) {
      ssh.close();
    }
  }
}
