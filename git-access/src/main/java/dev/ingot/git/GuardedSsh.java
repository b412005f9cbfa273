package dev.ingot.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshConstants;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * Ssh for one call to one repository: nothing of this machine's user counts (configuration, agent,
 * keys), the host has to show a key that is known, and what is connected to is the address that was
 * held against the rules.
 */
final class GuardedSsh extends SshSessionFactory implements AutoCloseable {
  private static final int SSH_PORT = 22;

  private final SshdSessionFactory sessions;
  private final KnownHosts knownHosts;
  private final LimitedStream.Budget budget;
  private final AtomicReference<RepositoryRefusedException> refusal = new AtomicReference<>();

  GuardedSsh(
      String repository,
      URIish uri,
      RepositoryRules rules,
      Credentials credentials,
      LimitedStream.Budget budget)
      throws IOException {
    String host = RepositoryRules.host(repository);
    this.budget = budget;
    this.knownHosts =
        new KnownHosts(
            credentials.knownHosts(), host, uri.getPort() < 0 ? SSH_PORT : uri.getPort());
    List<KeyPair> keys = keys(repository, credentials, host);
    // JGit wants folders, though nothing in them counts.
    Path nowhere = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "ingot-no-ssh");
    this.sessions =
        new SshdSessionFactoryBuilder()
            .setHomeDirectory(nowhere.toFile())
            .setSshDirectory(nowhere.toFile())
            .setPreferredAuthentications("publickey")
            .setConfigStoreFactory((home, config, user) -> new Addressed(host, rules))
            .setDefaultKeysProvider(folder -> keys)
            .setServerKeyDatabase((home, folder) -> knownHosts)
            .setConnectorFactory(null)
            .build(null);
  }

  private static List<KeyPair> keys(String repository, Credentials credentials, String host)
      throws IOException {
    Path file =
        credentials
            .key(repository)
            .orElseThrow(
                () ->
                    new RepositoryRefusedException(
                        "there is no ssh key for the repository; put one into %s"
                            .formatted(credentials.place(host, Credentials.SSH))));
    List<KeyPair> keys = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> found =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName("ssh"), in, FilePasswordProvider.EMPTY);
      if (found != null) {
        found.forEach(keys::add);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unreadable(file);
    }
    if (keys.isEmpty()) {
      throw unreadable(file);
    }
    return keys;
  }

  /** The parser's own words could tell something of the key. */
  private static RepositoryRefusedException unreadable(Path file) {
    return new RepositoryRefusedException(
        file + " is no private key that can be read; make one with ssh-keygen, no passphrase");
  }

  @Override
  public RemoteSession getSession(
      URIish uri, @Nullable CredentialsProvider provider, @Nullable FS fs, int millis)
      throws TransportException {
    return new LimitedSession(sessions.getSession(uri, provider, fs, millis), budget);
  }

  @Override
  public void releaseSession(RemoteSession session) {
    session.disconnect();
  }

  @Override
  public String getType() {
    return "ingot";
  }

  /** Why it went no further: JGit's own words hide it. */
  @Nullable RepositoryRefusedException refusal() {
    RepositoryRefusedException address = refusal.get();
    return address != null ? address : knownHosts.refusal();
  }

  @Override
  public void close() {
    sessions.close();
  }

  /** Says where the host is: at the address that the rules have let pass. */
  private final class Addressed implements SshConfigStore {
    private final String host;
    private final RepositoryRules rules;

    private Addressed(String host, RepositoryRules rules) {
      this.host = host;
      this.rules = rules;
    }

    @Override
    public HostConfig lookup(String name, int port, String user) {
      try {
        InetAddress address = rules.addresses(host).get(0);
        return new Fixed(Map.of(SshConstants.HOST_NAME, address.getHostAddress()));
      } catch (RepositoryRefusedException e) {
        refusal.compareAndSet(null, e);
        throw new IllegalStateException(e.getMessage(), e);
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public HostConfig lookupDefault(String name, int port, String user) {
      return EMPTY_CONFIG;
    }
  }

  private record Fixed(Map<String, String> values) implements SshConfigStore.HostConfig {
    @Override
    public @Nullable String getValue(String key) {
      return values.get(key);
    }

    @Override
    public List<String> getValues(String key) {
      return values.containsKey(key) ? List.of(values.get(key)) : List.of();
    }

    @Override
    public Map<String, String> getOptions() {
      return values;
    }

    @Override
    public Map<String, List<String>> getMultiValuedOptions() {
      return Map.of();
    }
  }
}
