package dev.ingot.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Asks repositories that may be asked, and fetches from them. Thread-safe. */
public final class Remotes {
  /** What it takes to know the default branch. */
  private static final List<RefSpec> HEADS =
      List.of(
          new RefSpec(Constants.HEAD),
          new RefSpec(Constants.R_HEADS + "*:" + Constants.R_HEADS + "*"));

  private final RepositoryRules rules;
  private final Credentials credentials;
  private final GitConfig config;

  public Remotes(GitConfig config) {
    this(config, InetAddress::getAllByName);
  }

  Remotes(GitConfig config, RepositoryRules.Resolver resolver) {
    IsolatedSystem.set();
    this.rules = new RepositoryRules(config, resolver);
    this.credentials = new Credentials(config.credentials());
    this.config = config;
  }

  /**
   * What the ref points to now, 40 hexadecimal digits; empty when the repository has no such ref.
   *
   * @throws RepositoryRefusedException when the repository may not be asked, or sends too much
   * @throws RepositoryMissingException when there is none
   * @throws IOException when it does not answer, or not in time
   */
  public Optional<String> head(String repository, String ref) throws IOException {
    return Optional.ofNullable(heads(repository, Set.of(ref)).get(ref));
  }

  /** As {@link #head}, of several refs at once; refs that it has not are not in the answer. */
  public Map<String, String> heads(String repository, Set<String> refs) throws IOException {
    rules.check(repository);
    return Deadline.within(
        config.timeout(),
        "asking " + RepositoryName.withoutCredentials(repository),
        () -> {
          try (Call call =
              call(repository, null, config.limits().refsMib(), "ingot.git.refs.mib")) {
            return call.run(transport -> ask(transport, refs));
          }
        });
  }

  /**
   * A branch, and what it points to now; empty when there is none such.
   *
   * @param name of the branch, or a full ref; empty for what the repository's HEAD points to
   * @throws IOException as for {@link #head}
   */
  public Optional<Branch> branch(String repository, Optional<String> name) throws IOException {
    rules.check(repository);
    if (name.isPresent() && !Repository.isValidRefName(Branch.ref(name.get()))) {
      return Optional.empty();
    }
    return Deadline.within(
        config.timeout(),
        "asking " + RepositoryName.withoutCredentials(repository),
        () -> {
          try (Call call =
              call(repository, null, config.limits().refsMib(), "ingot.git.refs.mib")) {
            List<RefSpec> wanted =
                name.map(it -> List.of(new RefSpec(Branch.ref(it)))).orElse(HEADS);
            Collection<Ref> refs = call.run(transport -> refs(transport, wanted));
            return name.isPresent() ? Branch.named(name.get(), refs) : Branch.byDefault(refs);
          }
        });
  }

  private Collection<Ref> refs(Transport transport, List<RefSpec> wanted) throws IOException {
    try (FetchConnection connection = transport.openFetch(wanted)) {
      checkNumber(connection);
      return List.copyOf(connection.getRefs());
    }
  }

  private void checkNumber(FetchConnection connection) throws RepositoryRefusedException {
    if (connection.getRefsMap().size() > config.limits().refs()) {
      throw ProtocolLines.tooMany(config.limits().refs());
    }
  }

  /**
   * Where people name a repository: a folder of this machine by its absolute path, anything else as
   * they wrote it.
   */
  public static String located(String pathOrUrl) {
    try {
      Path path = Path.of(pathOrUrl.replaceFirst("^file://", ""));
      return Files.isDirectory(path) ? path.toAbsolutePath().normalize().toString() : pathOrUrl;
    } catch (InvalidPathException e) {
      return pathOrUrl;
    }
  }

  /**
   * Fetches into the repository at hand. The caller bounds the time.
   *
   * @param monitor may end it
   * @throws RepositoryRefusedException when the repository may not be asked, or sends too much
   * @throws RepositoryMissingException when there is none
   * @throws IOException when it does not answer, or has not what is wanted
   */
  public void fetch(Repository into, String repository, Fetch what, ProgressMonitor monitor)
      throws IOException {
    rules.check(repository);
    BoundedMonitor bounded = new BoundedMonitor(monitor, config.limits().fetchObjects());
    try (Call call = call(repository, into, config.limits().fetchMib(), "ingot.git.fetch.mib")) {
      call.run(
          transport -> {
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setDepth(what.depth());
            if (what.foldersOnly()) {
              transport.setFilterSpec(FilterSpec.fromFilterLine("blob:none"));
            }
            return transport.fetch(bounded, Set.of(what.spec()));
          });
    } catch (IOException e) {
      RepositoryRefusedException over = bounded.refusal();
      throw over == null ? e : over;
    }
  }

  private Map<String, String> ask(Transport transport, Set<String> refs) throws IOException {
    Map<String, String> heads = new TreeMap<>();
    Set<String> valid = new TreeSet<>(refs);
    valid.removeIf(ref -> !Repository.isValidRefName(ref));
    if (valid.isEmpty()) {
      return heads;
    }
    try (FetchConnection connection =
        transport.openFetch(valid.stream().map(RefSpec::new).toList())) {
      checkNumber(connection);
      for (String ref : valid) {
        Ref found = connection.getRef(ref);
        if (found != null && found.getObjectId() != null) {
          heads.put(
              ref,
              found.getPeeledObjectId() == null
                  ? found.getObjectId().name()
                  : found.getPeeledObjectId().name());
        }
      }
    }
    return heads;
  }

  private Call call(String repository, @Nullable Repository into, int mib, String key)
      throws IOException {
    try {
      URIish uri = new URIish(repository);
      Transport transport = into == null ? Transport.open(uri) : Transport.open(into, uri);
      try {
        LimitedStream.Budget budget =
            new LimitedStream.Budget(
                mib,
                key,
                new ProtocolLines.Budget(config.limits().refs(), config.limits().refsMib()));
        return new Call(repository, transport, rules, credentials, config, budget);
      } catch (IOException | RuntimeException e) {
        transport.close();
        throw e;
      }
    } catch (TransportException e) {
      throw Call.told(repository, e);
    } catch (URISyntaxException e) {
      throw new RepositoryRefusedException("the registered repository is no URL and no path");
    }
  }
}
