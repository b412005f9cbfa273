package dev.ingot.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** One request and its answer, as JGit sees them. */
final class GuardedHttpConnection implements HttpConnection {
  private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";

  private final CloseableHttpClient client;
  private final URL url;
  private final LimitedStream.Budget budget;
  private final IntConsumer status;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private String method = "GET";
  private @Nullable HttpUriRequestBase request;
  private @Nullable ClassicHttpResponse response;

  /**
   * @param status is told each answer's code
   */
  GuardedHttpConnection(
      CloseableHttpClient client, URL url, LimitedStream.Budget budget, IntConsumer status) {
    this.client = client;
    this.url = url;
    this.budget = budget;
    this.status = status;
  }

  private ClassicHttpResponse response() throws IOException {
    ClassicHttpResponse known = response;
    if (known != null) {
      return known;
    }
    HttpUriRequestBase asked = new HttpUriRequestBase(method, URI.create(url.toString()));
    headers.forEach(asked::setHeader);
    if (body.size() > 0) {
      asked.setEntity(new ByteArrayEntity(body.toByteArray(), null));
    }
    request = asked;
    ClassicHttpResponse got =
        client.executeOpen(
            new HttpHost(url.getProtocol(), url.getHost(), url.getPort()), asked, null);
    status.accept(got.getCode());
    response = got;
    return got;
  }

  /** JGit would unpack it beyond the limits, which count what comes over the line. */
  private void refusePacked(ClassicHttpResponse got) throws RepositoryRefusedException {
    for (Header encoding : got.getHeaders(HttpHeaders.CONTENT_ENCODING)) {
      if (!encoding.getValue().strip().equalsIgnoreCase("identity")) {
        cancel();
        throw new RepositoryRefusedException(
            "the git host compresses its answers (Content-Encoding '%s') though nobody asked it to; let it, or the proxy before it, send them as they are"
                .formatted(Words.line(encoding.getValue(), 40)));
      }
    }
  }

  /** Else JGit would read the files of the repository one by one, and as many refs as there are. */
  private void refusePlain(ClassicHttpResponse got) throws RepositoryRefusedException {
    String type = getContentType();
    if (method.equals("GET") && got.getCode() == HTTP_OK && !ADVERTISEMENT.equals(type)) {
      cancel();
      throw new RepositoryRefusedException(
          "what is at the repository's address answers with '%s' and not by git's smart protocol; register the URL that 'git clone' takes"
              .formatted(Words.line(String.valueOf(type), 60)));
    }
  }

  private void cancel() {
    HttpUriRequestBase asked = request;
    if (asked != null) {
      asked.cancel();
    }
  }

  @Override
  public int getResponseCode() throws IOException {
    return response().getCode();
  }

  @Override
  public URL getURL() {
    return url;
  }

  @Override
  public String getResponseMessage() throws IOException {
    String phrase = response().getReasonPhrase();
    return phrase == null ? "" : phrase;
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    ClassicHttpResponse known = response;
    if (known != null) {
      for (Header header : known.getHeaders()) {
        fields.put(header.getName(), getHeaderFields(header.getName()));
      }
    }
    return fields;
  }

  @Override
  public List<String> getHeaderFields(String name) {
    ClassicHttpResponse known = response;
    return known == null
        ? List.of()
        : Arrays.stream(known.getHeaders(name)).map(Header::getValue).toList();
  }

  @Override
  public @Nullable String getHeaderField(String name) {
    List<String> values = getHeaderFields(name);
    return values.isEmpty() ? null : values.get(0);
  }

  @Override
  public @Nullable String getContentType() {
    return getHeaderField(HttpHeaders.CONTENT_TYPE);
  }

  @Override
  public int getContentLength() {
    ClassicHttpResponse known = response;
    HttpEntity entity = known == null ? null : known.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    return length > Integer.MAX_VALUE ? -1 : (int) length;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    ClassicHttpResponse got = response();
    refusePacked(got);
    refusePlain(got);
    HttpEntity entity = got.getEntity();
    return entity == null
        ? InputStream.nullInputStream()
        : new LimitedStream(entity.getContent(), budget, () -> body.size() > 0, this::cancel);
  }

  @Override
  public void setRequestProperty(String name, String value) {
    // The length is that of the body in hand. JGit asks for compressed answers by itself.
    if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)
        && !name.equalsIgnoreCase(HttpHeaders.ACCEPT_ENCODING)) {
      headers.put(name, value);
    }
  }

  @Override
  public void setRequestMethod(String method) {
    this.method = method;
  }

  @Override
  public String getRequestMethod() {
    return method;
  }

  /** What is wanted and what is here: small. */
  @Override
  public OutputStream getOutputStream() {
    return body;
  }

  @Override
  public void connect() throws IOException {
    response();
  }

  @Override
  public boolean usingProxy() {
    return false;
  }

  @Override
  public void setUseCaches(boolean use) {
    // There are none.
  }

  @Override
  public void setConnectTimeout(int milliseconds) {
    // The client has one for all.
  }

  @Override
  public void setReadTimeout(int milliseconds) {
    // The client has one for all.
  }

  @Override
  public void setInstanceFollowRedirects(boolean follow) {
    // None is followed here.
  }

  @Override
  public void setDoOutput(boolean doOutput) {
    // A body that is written is sent.
  }

  @Override
  public void setFixedLengthStreamingMode(int length) {
    // The body is in hand before it is sent.
  }

  @Override
  public void setChunkedStreamingMode(int length) {
    // The body is in hand before it is sent.
  }

  @Override
  public void configure(
      KeyManager @Nullable [] keys,
      TrustManager @Nullable [] trust,
      @Nullable SecureRandom random) {
    throw new UnsupportedOperationException("TLS's checks are not changed");
  }

  @Override
  public void setHostnameVerifier(HostnameVerifier verifier) {
    throw new UnsupportedOperationException("TLS's checks are not changed");
  }
}
