package dev.ingot.git;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.TransportHttp;

/** Asks repositories that may be asked. Thread-safe. */
public final class Remotes {
  private final RepositoryRules rules;
  private final Duration timeout;

  public Remotes(GitConfig config) {
    this.rules = new RepositoryRules(config);
    this.timeout = config.timeout();
  }

  /**
   * What the ref points to now, 40 hexadecimal digits; empty when the repository has no such ref.
   *
   * @throws RepositoryRefusedException when the repository may not be asked
   * @throws IOException when it does not answer, or not in time
   */
  public Optional<String> head(String repository, String ref) throws IOException {
    rules.check(repository);
    return Deadline.within(
        timeout,
        "asking " + RepositoryName.withoutCredentials(repository),
        () -> {
          try {
            Ref found =
                configure(Git.lsRemoteRepository().setRemote(repository)).callAsMap().get(ref);
            return Optional.ofNullable(found).map(r -> r.getObjectId().name());
          } catch (GitAPIException e) {
            throw failure(repository, e);
          }
        });
  }

  /**
   * Prepares a command that talks to a repository: timeouts, and the rules for every connection.
   *
   * @throws RepositoryRefusedException when the repository may not be asked
   */
  public <C extends TransportCommand<C, ?>> C prepare(C command, String repository)
      throws IOException {
    rules.check(repository);
    return configure(command);
  }

  /** What went wrong, in words without credentials. */
  public static IOException failure(String repository, GitAPIException e) {
    return new IOException(
        "repository %s: %s"
            .formatted(
                RepositoryName.withoutCredentials(repository), String.valueOf(e.getMessage())),
        e);
  }

  private <C extends TransportCommand<C, ?>> C configure(C command) {
    command.setTimeout((int) timeout.toSeconds());
    command.setTransportConfigCallback(
        transport -> {
          if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(new GuardedConnections(rules));
          }
        });
    return command;
  }
}
