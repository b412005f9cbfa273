package dev.ingot.events.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a registry at one or several URLs. Each exchange has a deadline that covers the body
 * too, an answer has a limit, and what may pass is tried again: all URLs in turn, then a wait, then
 * all again, for a bounded number of rounds.
 */
final class RegistryHttp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int MAX_MESSAGE = 1_000;

  private final HttpClient http;
  private final RegistrySettings settings;
  private final List<Endpoint> endpoints;

  /** The endpoint that answered last. */
  private volatile int current;

  /** A base URL without its user info, and what to send as authorization. */
  private record Endpoint(String url, Optional<String> authorization) {
    static Endpoint of(String url, Optional<String> userInfo) {
      URI uri = URI.create(url);
      String own = uri.getUserInfo();
      String clean = own == null ? url : url.replace(uri.getRawUserInfo() + "@", "");
      return new Endpoint(clean, userInfo.or(() -> Optional.ofNullable(own)).map(Endpoint::basic));
    }

    private static String basic(String userInfo) {
      byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }
  }

  /** What came back: any status but those that are tried again. */
  record Answer(String url, int status, JsonNode json) {
    boolean ok() {
      return status == 200;
    }

    /** The registry's error code; 0 when the answer is not the registry's. */
    int code() {
      return json.path("error_code").asInt(0);
    }

    String message() {
      String message = json.path("message").asText("status " + status);
      return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
    }

    RegistryUnavailableException unexpected() {
      String why =
          switch (status) {
            case 401, 403 -> "refuses our credentials";
            default -> "does not answer as a schema registry does";
          };
      return new RegistryUnavailableException("%s %s (status %d)".formatted(url, why, status));
    }
  }

  RegistryHttp(RegistrySettings settings) {
    this.settings = settings;
    this.endpoints =
        settings.urls().stream().map(url -> Endpoint.of(url, settings.userInfo())).toList();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .build();
  }

  /**
   * @throws RegistryUnavailableException when no endpoint answers
   */
  Answer get(String path) {
    return exchange(path, Optional.empty());
  }

  /**
   * @throws RegistryUnavailableException when no endpoint answers
   */
  Answer post(String path, byte[] body) {
    return exchange(path, Optional.of(body));
  }

  private Answer exchange(String path, Optional<byte[]> body) {
    String trouble = "";
    @Nullable IOException cause = null;
    int first = current;
    int attempts = endpoints.size() * (settings.retries() + 1);
    for (int attempt = 0; attempt < attempts; attempt++) {
      int round = attempt / endpoints.size();
      if (round > 0 && attempt % endpoints.size() == 0) {
        pause(round);
      }
      int index = (first + attempt) % endpoints.size();
      Endpoint endpoint = endpoints.get(index);
      try {
        HttpResponse<byte[]> response = send(endpoint, path, body);
        if (!passing(response.statusCode())) {
          current = index;
          return new Answer(endpoint.url(), response.statusCode(), json(response.body()));
        }
        trouble = endpoint.url() + " answers with status " + response.statusCode();
      } catch (IOException e) {
        trouble = endpoint.url() + " does not answer: " + e;
        cause = e;
      }
    }
    throw new RegistryUnavailableException("the schema registry at " + trouble, cause);
  }

  private static boolean passing(int status) {
    return status >= 500 || status == 429 || status == 408;
  }

  private HttpResponse<byte[]> send(Endpoint endpoint, String path, Optional<byte[]> body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint.url() + path))
            .timeout(settings.requestTimeout())
            .header("Accept", CONTENT_TYPE);
    endpoint.authorization().ifPresent(a -> request.header("Authorization", a));
    body.ifPresent(
        bytes ->
            request.header("Content-Type", CONTENT_TYPE).POST(BodyPublishers.ofByteArray(bytes)));
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(request.build(), info -> new LimitedBody(MAX_BODY));
    try {
      // The request's own timeout ends with the headers; this one covers a body that drips.
      return response.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new IOException("no whole answer within " + settings.requestTimeout(), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      response.cancel(true);
      throw interrupted(e);
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  /** Half of the wait is by chance, so that workers do not come back all at once. */
  private void pause(int round) {
    Duration wait = settings.firstWait().multipliedBy(1L << Math.min(round - 1, 20));
    long millis = Math.min(wait.toMillis(), settings.longestWait().toMillis());
    try {
      Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static RegistryUnavailableException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RegistryUnavailableException("interrupted while asking the schema registry", e);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
