package dev.ingot.pipeline.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.FleetManager.Preview;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault it is that there is no answer. */
class PreviewRequestTest {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Preview PREVIEW =
      new Preview("lb.test", 80, false, "shop.test", "X-Ingot-Preview", "d");

  private final NameLookup names = new NameLookup(name -> InetAddress.getLoopbackAddress());

  /** Packets that are dropped: neither a connection nor a refusal. */
  @Test
  void aConnectionThatNeverStandsSaysNothingOfTheFleet() {
    Hanging socket = new Hanging(false);

    assertThatThrownBy(() -> PreviewRequest.get(PREVIEW, "/", SHORT, names, socket))
        .isInstanceOf(PreviewRequest.UnreachableException.class)
        .hasMessage(
            "the load balancer at lb.test:80 cannot be reached: no connection within 500 ms");
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void oneThatStandsAndIsSilentIsTheFleets() {
    Hanging socket = new Hanging(true);

    assertThatThrownBy(() -> PreviewRequest.get(PREVIEW, "/", SHORT, names, socket))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(PreviewRequest.UnreachableException.class)
        .hasMessage("no answer within 500 ms");
    assertThat(socket.isClosed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "true, 500, no connection within 500 ms",
    "false, 60000, Remote host terminated the handshake"
  })
  void noHandshakeSaysNothingOfTheFleet(boolean hangs, int within, String says) {
    Preview secure = new Preview("lb.test", 443, true, "shop.test", "X-Ingot-Preview", "d");
    Hanging socket = new Hanging(true, hangs);

    assertThatThrownBy(
            () -> PreviewRequest.get(secure, "/", Duration.ofMillis(within), names, socket))
        .isInstanceOf(PreviewRequest.UnreachableException.class)
        .hasMessage("the load balancer at lb.test:443 cannot be reached: " + says);
    assertThat(socket.isClosed()).isTrue();
  }

  /** TLS 1.3: the load balancer says no after the client's handshake is over. */
  @Test
  void aRefusalInPlaceOfAnAnswerSaysNothingOfTheFleet() {
    assertThatThrownBy(() -> PreviewRequest.get(PREVIEW, "/", LONG, names, new Refusing("")))
        .isInstanceOf(PreviewRequest.UnreachableException.class)
        .hasMessage("the load balancer at lb.test:80 cannot be reached: certificate_required");
  }

  @Test
  void oneInTheMidstOfAnAnswerIsTheFleets() {
    assertThatThrownBy(() -> PreviewRequest.get(PREVIEW, "/", LONG, names, new Refusing("HTTP")))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void nothingOfAnAnswerIsLost() throws IOException {
    String says = "HTTP/1.1 200 OK\r\n\r\nhello";
    Hanging socket =
        new Hanging(true) {
          @Override
          public InputStream getInputStream() {
            return new ByteArrayInputStream(says.getBytes(StandardCharsets.UTF_8));
          }
        };

    assertThat(PreviewRequest.get(PREVIEW, "/", LONG, names, socket))
        .isEqualTo(new PreviewRequest.Answer(200, "hello"));
  }

  /** Says a few bytes, and then that it does not want to. */
  private static final class Refusing extends Hanging {
    private final String says;

    Refusing(String says) {
      super(true);
      this.says = says;
    }

    @Override
    public InputStream getInputStream() {
      return new SequenceInputStream(
          new ByteArrayInputStream(says.getBytes(StandardCharsets.UTF_8)),
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new SSLHandshakeException("certificate_required");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
              return read();
            }
          });
    }
  }

  /** Waits until it is closed. */
  private static class Hanging extends Socket {
    private final boolean connects;
    private final boolean ends;
    private final CountDownLatch closed = new CountDownLatch(1);

    Hanging(boolean connects) {
      this(connects, true);
    }

    /**
     * @param hangs otherwise there is the end of what it says, before it has said anything
     */
    Hanging(boolean connects, boolean hangs) {
      this.connects = connects;
      this.ends = !hangs;
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
      if (!connects) {
        hang();
      }
    }

    @Override
    public boolean isConnected() {
      return connects;
    }

    @Override
    public OutputStream getOutputStream() {
      return new ByteArrayOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          return ends ? -1 : hang();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          return ends ? -1 : hang();
        }
      };
    }

    private int hang() throws IOException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new SocketException("closed");
    }

    @Override
    public synchronized void close() throws IOException {
      closed.countDown();
      super.close();
    }
  }
}
