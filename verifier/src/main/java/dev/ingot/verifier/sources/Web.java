package dev.ingot.verifier.sources;

import dev.ingot.events.wire.LimitedBody;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks others over HTTP and believes nothing: bounded in time and size, no redirect followed. */
final class Web {
  /** A large page of metrics has some hundred kilobytes. */
  static final int MOST_BYTES = 2 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  /**
   * Sends a request and waits for the whole answer.
   *
   * @param who is asked, for messages
   * @throws SourceException when there is none in time, or it is too large, or a redirect
   */
  HttpResponse<byte[]> send(String who, HttpRequest request, Duration within) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new LimitedBody(MOST_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() / 100 == 3) {
        throw new SourceException(
            "%s answers %d; redirects are not followed".formatted(who, response.statusCode()));
      }
      return response;
    } catch (TimeoutException e) {
      throw new SourceException(
          "%s did not answer within %d ms".formatted(who, within.toMillis()), e);
    } catch (ExecutionException e) {
      throw new SourceException(who + " " + why(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(who + " was given up: the verifier is stopping", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String why(@Nullable Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return "cannot be reached: no connection within 2 s";
    }
    if (cause instanceof ConnectException) {
      return "cannot be reached: no connection";
    }
    return "broke off: " + (cause == null ? "nobody says why" : cause.getMessage());
  }
}
