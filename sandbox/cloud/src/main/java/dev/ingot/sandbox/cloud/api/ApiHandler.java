package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.fault.DroppedException;
import dev.ingot.sandbox.cloud.wire.ApiRequest;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Protocol;
import dev.ingot.sandbox.cloud.wire.Refusal.RefusedException;
import dev.ingot.sandbox.cloud.wire.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between HTTP and the services: reads the request, writes the answer, and says no in style. */
public final class ApiHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);

  private final Services services;

  public ApiHandler(Services services) {
    this.services = services;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ApiRequest read = read(request);
    String requestId = UUID.randomUUID().toString();
    try {
      Reply reply = answer(read, Content.Source.asInputStream(request), requestId);
      write(read, reply, response, callback);
    } catch (DroppedException dropped) {
      request.getConnectionMetaData().getConnection().getEndPoint().close();
      callback.failed(new EofException(dropped));
    }
    return true;
  }

  private Reply answer(ApiRequest request, InputStream body, String requestId) {
    try {
      return services.answer(request, body, requestId);
    } catch (AwsError error) {
      return Services.protocol(request).render(error, requestId, request.path());
    } catch (RefusedException refused) {
      Protocol protocol = Services.protocol(request);
      return protocol.render(
          protocol.words(refused.refusal(), refused.message()), requestId, request.path());
    } catch (IOException e) {
      log.warn("a body was not read or not kept: request {}", requestId, e);
      AwsError error = new AwsError(500, "InternalError", String.valueOf(e.getMessage()));
      return Services.protocol(request).render(error, requestId, request.path());
    } catch (DroppedException dropped) {
      throw dropped;
    } catch (RuntimeException e) {
      log.error("an action failed: request {}", requestId, e);
      AwsError error =
          new AwsError(500, "InternalFailure", "The sandbox failed; its log has " + requestId);
      return Services.protocol(request).render(error, requestId, request.path());
    }
  }

  private static ApiRequest read(Request request) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(Optional.ofNullable(field.getValue()).orElse(""));
    }
    return new ApiRequest(
        request.getMethod(),
        Optional.ofNullable(request.getHttpURI().getPath()).orElse("/"),
        Optional.ofNullable(request.getHttpURI().getQuery()).orElse(""),
        headers);
  }

  private static void write(ApiRequest request, Reply reply, Response response, Callback callback)
      throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    switch (reply.body()) {
      case Reply.Body.Bytes bytes -> {
        boolean head = request.method().equals("HEAD");
        response.write(true, ByteBuffer.wrap(head ? new byte[0] : bytes.content()), callback);
      }
      case Reply.Body.FileContent content -> {
        // The open channel stays what it is, also when the object is replaced meanwhile.
        try (FileChannel channel = FileChannel.open(content.file());
            OutputStream out = Content.Sink.asOutputStream(response)) {
          long length = Math.min(content.length(), channel.size() - content.from());
          response.getHeaders().put("Content-Length", String.valueOf(length));
          copy(channel, content.from(), length, out);
        }
        callback.succeeded();
      }
    }
  }

  private static void copy(FileChannel from, long position, long length, OutputStream out)
      throws IOException {
    WritableByteChannel to = Channels.newChannel(out);
    long end = position + length;
    for (long at = position; at < end; ) {
      long sent = from.transferTo(at, end - at, to);
      if (sent <= 0) {
        throw new EOFException("the object is shorter than it was");
      }
      at += sent;
    }
  }
}
