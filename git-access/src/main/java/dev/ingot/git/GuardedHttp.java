package dev.ingot.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP for one call to one repository. The addresses that are connected to are those that were held
 * against the rules, and a redirect leads nowhere but within the repository's own origin. Proxies
 * are not used: they would connect to what nobody has looked at.
 */
final class GuardedHttp implements HttpConnectionFactory, AutoCloseable {
  private final URL origin;
  private final CloseableHttpClient client;
  private final LimitedStream.Budget budget;
  private final AtomicReference<RepositoryRefusedException> refusal = new AtomicReference<>();
  private volatile boolean unauthorized;

  /**
   * @param origin of the repository
   * @param tls whom to believe over https
   * @param wait longest, for a connection and between two bytes
   */
  GuardedHttp(
      URL origin,
      RepositoryRules rules,
      TlsSocketStrategy tls,
      Duration wait,
      LimitedStream.Budget budget) {
    this.origin = origin;
    this.budget = budget;
    Timeout timeout = Timeout.ofMilliseconds(wait.toMillis());
    this.client =
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new RuledResolver(rules))
                    .setTlsSocketStrategy(tls)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timeout)
                            .setSocketTimeout(timeout)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(timeout)
                    .setConnectionRequestTimeout(timeout)
                    .setAuthenticationEnabled(false)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    if (!isWithinOrigin(url)) {
      throw refused(
          "the repository at %s redirects to %s://%s, which is another place; register the repository's own address"
              .formatted(origin.getHost(), url.getProtocol(), url.getAuthority()));
    }
    return new GuardedHttpConnection(client, url, budget, this::note);
  }

  private void note(int status) {
    if (status == HttpConnection.HTTP_UNAUTHORIZED) {
      unauthorized = true;
    }
  }

  @Override
  public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
    return create(url);
  }

  /** Whether the repository asked for credentials, or for others. */
  boolean unauthorized() {
    return unauthorized;
  }

  /** Why it went no further: JGit's own words hide it. */
  @Nullable RepositoryRefusedException refusal() {
    return refusal.get();
  }

  private boolean isWithinOrigin(URL url) {
    boolean secured = origin.getProtocol().equals("http") && url.getProtocol().equals("https");
    return url.getHost().equalsIgnoreCase(origin.getHost())
        && (secured
            ? port(url) == 443 && port(origin) == 80
            : url.getProtocol().equals(origin.getProtocol()) && port(url) == port(origin));
  }

  private static int port(URL url) {
    return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
  }

  private RepositoryRefusedException refused(String why) {
    RepositoryRefusedException e = new RepositoryRefusedException(why);
    refusal.compareAndSet(null, e);
    return e;
  }

  @Override
  public void close() throws IOException {
    client.close(CloseMode.IMMEDIATE);
  }

  /** What it gives is what is connected to. */
  private final class RuledResolver implements DnsResolver {
    private final RepositoryRules rules;

    private RuledResolver(RepositoryRules rules) {
      this.rules = rules;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      try {
        return rules.addresses(bare).toArray(InetAddress[]::new);
      } catch (RepositoryRefusedException e) {
        refusal.compareAndSet(null, e);
        throw unknown(e);
      } catch (IOException e) {
        throw unknown(e);
      }
    }

    private static UnknownHostException unknown(IOException e) {
      UnknownHostException unknown = new UnknownHostException(e.getMessage());
      unknown.initCause(e);
      return unknown;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
