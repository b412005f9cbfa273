package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Safeguards;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SDK's real clients against a server that answers as it is told to. */
class AwsSafeguardsIT {
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 500;
  private volatile String code = "InternalError";
  private HttpServer server;
  private Cloud cloud;

  @BeforeEach
  void open() throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          byte[] body =
              "<Response><Errors><Error><Code>%s</Code><Message>told so</Message></Error></Errors></Response>"
                  .formatted(code)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    cloud = open(Safeguards.DEFAULT);
  }

  @AfterEach
  void close() {
    cloud.close();
    server.stop(0);
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private Cloud open(Safeguards safeguards) {
    return new AwsProvider()
        .open(
            new CloudEnvironment(
                "staging",
                "aws",
                "eu-central-1",
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                List.of("subnet-1"),
                List.of(),
                "vpc-1",
                "arn:aws:elasticloadbalancing:eu-central-1:1:listener/app/lb/1/1",
                "{service}.test",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "t3.small",
                "bucket",
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(10)),
            safeguards);
  }

  private void times(int times, Class<? extends CloudException> kind, ThrowingCallable call) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(call).isInstanceOf(kind);
    }
  }

  private void findImage() {
    cloud.images().find("a".repeat(64));
  }

  private double reading(String name, String service) {
    return cloud.readings().stream()
        .filter(r -> r.name().equals(name))
        .filter(r -> service.equals(r.tags().get("service")))
        .mapToDouble(r -> r.value().getAsDouble())
        .sum();
  }

  @Test
  void aBrokenServiceIsNotAskedAnyMoreAndTheOthersAre() {
    times(5, CloudException.Unavailable.class, this::findImage);
    int before = requests.get();
    times(3, CloudException.Unavailable.class, this::findImage);

    assertThat(requests).hasValue(before);
    assertThat(cloud.outages()).extracting(Outage::service).containsExactly("EC2");
    assertThat(reading("ingot.cloud.breaker.state", "EC2")).isEqualTo(2);
    assertThat(reading("ingot.cloud.calls.failed", "EC2")).isEqualTo(5);
    assertThat(reading("ingot.cloud.calls.refused", "EC2")).isEqualTo(3);
    times(1, CloudException.Unavailable.class, () -> cloud.traffic().current("shop"));
    assertThat(requests.get()).isGreaterThan(before);
  }

  @Test
  void aServerThatIsGoneCountsAsAway() {
    server.stop(0);
    times(5, CloudException.Unavailable.class, this::findImage);

    assertThat(cloud.outages()).extracting(Outage::service).containsExactly("EC2");
  }

  @Test
  void refusalsAndThrottlesAreAnswers() {
    status = 400;
    code = "InvalidParameterValue";
    times(10, CloudException.Invalid.class, this::findImage);
    status = 503;
    code = "RequestLimitExceeded";
    times(2, CloudException.Throttled.class, this::findImage);

    assertThat(cloud.outages()).isEmpty();
    assertThat(reading("ingot.cloud.calls.answered", "EC2")).isEqualTo(12);
  }

  @Test
  void nothingHoldsUpTheWayBack() {
    times(5, CloudException.Unavailable.class, () -> cloud.traffic().current("shop"));
    int before = requests.get();
    times(3, CloudException.Unavailable.class, () -> cloud.traffic().restoreLive("shop"));

    assertThat(requests.get()).isGreaterThanOrEqualTo(before + 3);
    assertThat(cloud.outages()).hasSize(1);
  }

  @Test
  void everyCallTakesOfItsOwnRate() {
    status = 400;
    code = "InvalidParameterValue";
    try (Cloud slow = open(new Safeguards(Safeguards.DEFAULT.breaker(), 0.001))) {
      // Again where the next period begins just between the call and the look at its rate.
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                times(1, CloudException.Invalid.class, () -> slow.images().find("a".repeat(64)));
                assertThat(slow.readings())
                    .filteredOn(r -> r.name().equals("ingot.cloud.limiter.permits"))
                    .filteredOn(r -> r.value().getAsDouble() == 0)
                    .extracting(r -> r.tags().get("rate"))
                    .containsExactly("ec2-describe");
              });
      assertThat(slow.outages()).isEmpty();
    }
  }
}
