package dev.ingot.git;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/** The keys that hosts have to show; nobody is asked, and nothing is learned. */
final class KnownHosts implements ServerKeyDatabase {
  private static final String REVOKED = "revoked";

  private final Path file;
  private final String host;
  private final int port;
  private final AtomicReference<RepositoryRefusedException> refusal = new AtomicReference<>();

  /**
   * @param host as the repository's URL names it
   */
  KnownHosts(Path file, String host, int port) {
    this.file = file;
    this.host = host;
    this.port = port;
  }

  @Override
  public List<PublicKey> lookup(
      String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
    return keys().stream().filter(known -> !known.revoked()).map(Known::key).toList();
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remoteAddress,
      PublicKey shown,
      Configuration config,
      @Nullable CredentialsProvider provider) {
    List<Known> known = keys();
    List<Known> same = known.stream().filter(k -> KeyUtils.compareKeys(k.key(), shown)).toList();
    if (same.stream().anyMatch(Known::revoked)) {
      return refuse("host %s shows key %s, which %s calls revoked", shown);
    }
    if (!same.isEmpty()) {
      return true;
    }
    return known.isEmpty()
        ? refuse(
            "host %s shows key %s, and %s knows none of it; compare the key with what the host"
                + " publishes, and add its line there",
            shown)
        : refuse(
            "host %s shows key %s, but %s holds another one: somebody may stand in between; replace"
                + " its line only if the host says that its key has changed",
            shown);
  }

  /** Why the host's key was not taken. */
  @Nullable RepositoryRefusedException refusal() {
    return refusal.get();
  }

  private boolean refuse(String sentence, PublicKey shown) {
    refusal.compareAndSet(
        null,
        new RepositoryRefusedException(
            sentence.formatted(host, KeyUtils.getFingerPrint(shown), file)));
    return false;
  }

  private record Known(PublicKey key, boolean revoked) {}

  private List<Known> keys() {
    List<Known> keys = new ArrayList<>();
    try {
      for (KnownHostEntry entry :
          Files.isRegularFile(file)
              ? KnownHostEntry.readKnownHostEntries(file)
              : List.<KnownHostEntry>of()) {
        AuthorizedKeyEntry key = entry.getKeyEntry();
        if (key != null && entry.isHostMatch(host, port)) {
          PublicKey decoded = key.resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING);
          if (decoded != null) {
            keys.add(new Known(decoded, REVOKED.equals(entry.getMarker())));
          }
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      refusal.compareAndSet(
          null, new RepositoryRefusedException("%s cannot be read: %s".formatted(file, e)));
      return List.of();
    }
    return keys;
  }
}
