package dev.ingot.git;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Every HTTP connection is held against the rules: the first one, and those after a redirect. */
final class GuardedConnections implements HttpConnectionFactory {
  private final HttpConnectionFactory connections = new JDKHttpConnectionFactory();
  private final RepositoryRules rules;

  GuardedConnections(RepositoryRules rules) {
    this.rules = rules;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    rules.check(url.toString());
    return connections.create(url);
  }

  @Override
  public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
    rules.check(url.toString());
    return connections.create(url, proxy);
  }
}
