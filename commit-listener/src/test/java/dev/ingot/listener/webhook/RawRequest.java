package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A request as bytes: a good one, in which tests spoil one thing. */
final class RawRequest {
  private final Sample sample;
  private String line;
  private byte[] body;
  private boolean signed = true;
  private boolean chunked;
  private boolean length = true;
  private String further = "";
  private final Map<String, String> instead = new LinkedHashMap<>();

  private RawRequest(Sample sample) {
    this.sample = sample;
    this.line = "POST /webhooks/" + sample.host().name() + " HTTP/1.1";
    this.body = sample.body().getBytes(UTF_8);
    instead.put("Host", "listener.test");
    instead.put("Content-Type", "application/json");
  }

  static RawRequest of(Sample sample) {
    return new RawRequest(sample);
  }

  RawRequest line(String its) {
    line = its;
    return this;
  }

  RawRequest path(String path) {
    return line("POST " + path + " HTTP/1.1");
  }

  /** Signed, too. */
  RawRequest body(byte[] its) {
    body = its;
    return this;
  }

  RawRequest body(String its) {
    return body(its.getBytes(UTF_8));
  }

  /** The sample's body, with something in it changed. */
  RawRequest body(UnaryOperator<String> change) {
    return body(change.apply(sample.body()));
  }

  RawRequest encoded(Charset charset) {
    return body(sample.body().getBytes(charset));
  }

  /** Replaces a header's value; leaves it out when empty. */
  RawRequest with(String name, String value) {
    instead.put(name, value);
    return this;
  }

  RawRequest without(String name) {
    return with(name, "");
  }

  /** Lines put behind the headers as they are. */
  RawRequest lines(String its) {
    further = its;
    return this;
  }

  RawRequest unsigned() {
    signed = false;
    return this;
  }

  RawRequest chunked() {
    chunked = true;
    return this;
  }

  RawRequest withoutLength() {
    length = false;
    return this;
  }

  String header(String name) {
    return sample.headers(body).getOrDefault(name, "");
  }

  byte[] head() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (signed) {
      headers.putAll(sample.headers(body));
    }
    headers.putAll(instead);
    StringBuilder head = new StringBuilder(line).append("\r\n");
    headers.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            head.append(name).append(": ").append(value).append("\r\n");
          }
        });
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (length) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return head.append(further).append("\r\n").toString().getBytes(ISO_8859_1);
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head());
    if (chunked) {
      all.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(ISO_8859_1));
      all.writeBytes(body);
      all.writeBytes("\r\n0\r\n\r\n".getBytes(ISO_8859_1));
    } else {
      all.writeBytes(body);
    }
    return all.toByteArray();
  }
}
