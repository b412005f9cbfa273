package dev.ingot.benchmarks.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.PushReported;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.TraceParent;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * The least that does it: reads the body, looks at none of it, and sends a record of a push's size
 * with acks=all; answers when it is acknowledged. No thread ever waits.
 */
public final class BareIntake implements Intake {
  private static final byte[] ANSWER =
      "{\"pushes\":[\"%s\"]}".formatted("0".repeat(32)).getBytes(UTF_8);

  /** As large as an encoded PushReported of the same request. */
  private static final byte[] VALUE = new byte[190];

  /** As many, and as long, as those that the same event has; made once. */
  private static final List<Header> HEADERS =
      Stream.of(
              Map.entry("ce_specversion", "1.0"),
              Map.entry("ce_id", "0".repeat(32)),
              Map.entry("ce_type", PushReported.class.getName()),
              Map.entry("ce_source", "/ingot/publisher"),
              Map.entry("ce_subject", "service-10"),
              Map.entry("ce_time", "2026-11-01T12:00:00.000Z"),
              Map.entry("content-type", "application/avro"),
              Map.entry(TraceParent.HEADER, "00-" + "1".repeat(32) + "-" + "1".repeat(16) + "-00"))
          .<Header>map(each -> new RecordHeader(each.getKey(), each.getValue().getBytes(UTF_8)))
          .toList();

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1, protocol());
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicInteger next = new AtomicInteger();
  private final int services;

  private BareIntake(Stand stand, String prefix, int services) {
    this.producer = stand.clients().producer();
    this.topic = Topics.PUSHES.name(prefix);
    this.services = services;
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Take());
  }

  /** It, too, says neither what it is nor what time it is. */
  private static ConnectionFactory protocol() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    return new HttpConnectionFactory(http);
  }

  public static Intake on(Stand stand, String prefix, int services) throws Exception {
    BareIntake intake = new BareIntake(stand, prefix, services);
    intake.server.start();
    return intake;
  }

  private final class Take extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Content.Source.asByteBuffer(
          request,
          new Promise<ByteBuffer>() {
            @Override
            public void succeeded(ByteBuffer body) {
              send(response, callback);
            }

            @Override
            public void failed(Throwable why) {
              callback.failed(why);
            }
          });
      return true;
    }
  }

  private void send(Response response, Callback callback) {
    byte[] key = ("service-" + next.getAndIncrement() % services).getBytes(UTF_8);
    // Its callback says the rest.
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, key, VALUE, HEADERS),
            (written, why) -> {
              if (why != null) {
                callback.failed(why);
                return;
              }
              response.setStatus(202);
              response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
              response.write(true, ByteBuffer.wrap(ANSWER), callback);
            });
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:%d/webhooks/github".formatted(connector.getLocalPort()));
  }

  @Override
  public void close() throws Exception {
    server.stop();
    producer.close();
  }
}
