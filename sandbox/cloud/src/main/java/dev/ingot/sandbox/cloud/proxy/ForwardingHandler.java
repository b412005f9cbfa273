package dev.ingot.sandbox.cloud.proxy;

import dev.ingot.sandbox.cloud.proxy.RouteTable.Decision;
import dev.ingot.sandbox.cloud.proxy.TickCounters.Ending;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Routes, forwards and counts; the streaming between both sides is Jetty's. */
final class ForwardingHandler extends ProxyHandler {
  private static final String FORWARDED_PORT = "X-Forwarded-Port";
  private static final long CONNECT_MILLIS = 10_000;

  /** Below what common servers keep an idle connection for, so that they rarely close it first. */
  private static final long KEPT_IDLE_MILLIS = 1_500;

  private final Supplier<RouteTable> routes;
  private final TargetPicker picker;
  private final TickCounters counters;
  private final RandomGenerator random;
  private final Duration idleTimeout;

  ForwardingHandler(
      Supplier<RouteTable> routes,
      TargetPicker picker,
      TickCounters counters,
      RandomGenerator random,
      Duration idleTimeout) {
    this.routes = routes;
    this.picker = picker;
    this.counters = counters;
    this.random = random;
    this.idleTimeout = idleTimeout;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    switch (routes.get().decide(view(request), random)) {
      case Decision.Answer answer -> answer(request, response, callback, answer);
      case Decision.ToGroup(String group) -> {
        Optional<Target> target = picker.pick(group);
        if (target.isEmpty()) {
          answer(request, response, callback, OwnAnswers.of(503));
        } else {
          forward(new Exchange(request, group, target.get()), response, callback);
        }
      }
    }
    return true;
  }

  private void forward(Exchange exchange, Response response, Callback callback) {
    try {
      super.handle(exchange, exchange.watch(response), callback);
    } catch (RuntimeException e) {
      // Jetty's client would not take it, so no target has seen it.
      counters.release(exchange.group(), exchange.target().id());
      answer(exchange.getWrapped(), response, callback, OwnAnswers.of(400));
    }
  }

  @Override
  protected HttpClient newHttpClient() {
    ClientConnector connector = new ClientConnector();
    connector.setExecutor(getServer().getThreadPool());
    connector.setScheduler(getServer().getScheduler());
    connector.setByteBufferPool(getServer().getByteBufferPool());
    connector.setSelectors(1);
    return new HttpClient(new HttpClientTransportOverHTTP(connector));
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setUserAgentField(null);
    client.setDefaultRequestContentType(null);
    client.setConnectTimeout(CONNECT_MILLIS);
    client.setIdleTimeout(KEPT_IDLE_MILLIS);
    client.setDestinationIdleTimeout(10_000);
    client.setMaxConnectionsPerDestination(256);
    client.setMaxRequestsQueuedPerDestination(1_024);
  }

  @Override
  protected HttpURI rewriteHttpURI(Request request) {
    return request.getHttpURI();
  }

  /** The request line goes out as it came in: nothing is decoded, normalized or escaped. */
  @Override
  protected org.eclipse.jetty.client.Request newProxyToServerRequest(
      Request request, HttpURI original) {
    Exchange exchange = exchange(request);
    var address = exchange.target().address();
    URI origin = URI.create("http://" + address.getHostString() + ":" + address.getPort());
    String pathQuery = original.getPathQuery();
    return new HttpRequest(getHttpClient(), new HttpConversation(), origin) {
      @Override
      public String getPath() {
        return pathQuery;
      }

      @Override
      public @Nullable String getQuery() {
        return null; // the path has it
      }
    }.method(request.getMethod()).idleTimeout(idleTimeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request out) {
    String client = Request.getRemoteAddr(request);
    String before = request.getHeaders().get(HttpHeader.X_FORWARDED_FOR);
    out.headers(
        headers ->
            headers
                .put(HttpHeader.X_FORWARDED_FOR, before == null ? client : before + ", " + client)
                .put(HttpHeader.X_FORWARDED_PROTO, "http")
                .put(FORWARDED_PORT, Integer.toString(Request.getLocalPort(request))));
  }

  @Override
  protected org.eclipse.jetty.client.Response.CompleteListener newServerToProxyResponseListener(
      Request request, org.eclipse.jetty.client.Request out, Response response, Callback callback) {
    return new ProxyResponseListener(request, out, response, callback) {
      @Override
      public void onBegin(org.eclipse.jetty.client.Response in) {
        exchange(request).answerBegins();
        super.onBegin(in);
      }
    };
  }

  @Override
  protected @Nullable HttpField filterServerToProxyResponseField(HttpField field) {
    boolean pretends =
        field.getHeader() == HttpHeader.SERVER
            && field.getValue() != null
            && field.getValue().toLowerCase(Locale.ROOT).startsWith("awselb");
    return pretends ? null : field;
  }

  @Override
  protected void onProxyToClientResponseComplete(
      Request request,
      org.eclipse.jetty.client.Request out,
      org.eclipse.jetty.client.Response in,
      Response response,
      Callback callback) {
    end(request, exchange(request).answered(in.getStatus()));
    super.onProxyToClientResponseComplete(request, out, in, response, callback);
  }

  @Override
  protected void onProxyToClientResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request out,
      org.eclipse.jetty.client.Response in,
      Response response,
      Callback callback,
      Throwable failure) {
    end(request, exchange(request).answered(in.getStatus()));
    super.onProxyToClientResponseFailure(request, out, in, response, callback, failure);
  }

  @Override
  protected void onServerToProxyResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request out,
      org.eclipse.jetty.client.@Nullable Response in,
      Response response,
      Callback callback,
      Throwable failure) {
    Exchange exchange = exchange(request);
    boolean kept =
        out.getConnection() instanceof org.eclipse.jetty.io.Connection connection
            && connection.getMessagesIn() > 0;
    if (exchange.mayBeSentAgain(failure, kept)) {
      exchange.sentAgain();
      forward(exchange, response, callback);
      return;
    }
    Ending ending = exchange.failed(failure, in == null ? 0 : in.getStatus());
    end(request, ending);
    if (response.isCommitted()) {
      callback.failed(failure); // the client sees the connection break, as it must
      return;
    }
    response.reset();
    Decision.Answer answer =
        switch (ending) {
          case Ending.TimedOut() -> OwnAnswers.of(504);
          case Ending.ConnectionError() -> OwnAnswers.of(502);
          case Ending.Answered answered -> OwnAnswers.of(408);
          case Ending.ClientGone() -> OwnAnswers.of(408);
        };
    exchange.giveUpBody(failure, whole -> answer(response, callback, answer, whole));
  }

  private void end(Request request, Ending ending) {
    Exchange exchange = exchange(request);
    counters.count(exchange.group(), ending);
    counters.release(exchange.group(), exchange.target().id());
  }

  private static Exchange exchange(Request request) {
    return (Exchange) request;
  }

  private static RouteTable.RequestView view(Request request) {
    return new RouteTable.RequestView() {
      @Override
      public String host() {
        String host = Request.getServerName(request);
        return host == null ? "" : host;
      }

      @Override
      public String path() {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
      }

      @Override
      public List<String> header(String name) {
        return request.getHeaders().getValuesList(name);
      }
    };
  }

  /** Jetty's own refusals, such as of a request that is not HTTP. */
  static boolean writeJettysOwnError(Request request, Response response, Callback callback) {
    answer(request, response, callback, OwnAnswers.of(response.getStatus()));
    return true;
  }

  private static void answer(
      Request request, Response response, Callback callback, Decision.Answer answer) {
    LeftOverBody.readAway(
        request, LeftOverBody.Demanded.NONE, whole -> answer(response, callback, answer, whole));
  }

  private static void answer(
      Response response, Callback callback, Decision.Answer answer, boolean goesOn) {
    if (!goesOn) {
      response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    response
        .getHeaders()
        .put(HttpHeader.SERVER, OwnAnswers.SERVER)
        .put(HttpHeader.DATE, DateGenerator.formatDate(System.currentTimeMillis()))
        .put(HttpHeader.CONTENT_TYPE, answer.contentType())
        .put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
