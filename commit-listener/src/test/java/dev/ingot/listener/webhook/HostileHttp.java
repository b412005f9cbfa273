package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** What is odd about paths, methods, headers and lengths. */
final class HostileHttp extends HostileCases {
  private static final String NOT_HTTP = "the request cannot be read as HTTP";
  private static final String NO_PATH = "webhooks are taken at /webhooks/<host>";

  @Override
  void all() {
    paths();
    http();
    lengths();
    types();
  }

  private void raw(String input, int status, String reason, String request) {
    add(input, status, reason, () -> request.getBytes(ISO_8859_1));
  }

  private void paths() {
    for (String method : List.of("GET", "PUT", "DELETE", "TRACE", "post", "PROPFIND")) {
      github(
          "method " + method,
          405,
          "send a POST",
          r -> r.line(method + " /webhooks/github HTTP/1.1"));
    }
    github("an unknown path", 404, NO_PATH, r -> r.path("/other"));
    github("the path `/`", 404, NO_PATH, r -> r.path("/"));
    github("a path in other case", 404, NO_PATH, r -> r.path("/webhooks/GitHub"));
    github("a path with `/` at its end", 404, NO_PATH, r -> r.path("/webhooks/github/"));
    github("a path with a letter encoded", 404, NO_PATH, r -> r.path("/webhooks/%67ithub"));
    github("a path by way of `..`", 404, NO_PATH, r -> r.path("/x/../webhooks/github"));
    github("a path beyond the root", 400, NOT_HTTP, r -> r.path("/../../etc/passwd"));
    github("`..%2f` in the path", 400, NOT_HTTP, r -> r.path("/webhooks/..%2fgithub"));
    github("`%2e%2e/` in the path", 400, NOT_HTTP, r -> r.path("/webhooks/%2e%2e/github"));
    github("`//` in the path", 400, NOT_HTTP, r -> r.path("//webhooks/github"));
    github("`%00` in the path", 400, NOT_HTTP, r -> r.path("/webhooks/github%00"));
    github("`;x=1` behind the path", 404, NO_PATH, r -> r.path("/webhooks/github;x=1"));
    github("`%zz` in the path", 400, NOT_HTTP, r -> r.path("/webhooks/%zz"));
    github("a query", 202, PUSHES, r -> r.path("/webhooks/github?x=../../etc/passwd"));
    github(
        "a path of 20,000 letters",
        414,
        "the path is too long",
        r -> r.path("/" + "x".repeat(20_000)));
    github("`*` for a path", 400, NOT_HTTP, r -> r.line("POST * HTTP/1.1"));
    github(
        "another host in the path", 400, NOT_HTTP, r -> r.path("http://evil.test/webhooks/github"));
  }

  private void http() {
    github("no Host", 400, NOT_HTTP, r -> r.without("Host"));
    github("Host twice", 400, NOT_HTTP, r -> r.lines("Host: other.test\r\n"));
    github("HTTP/1.0", 202, PUSHES, r -> r.line("POST /webhooks/github HTTP/1.0"));
    raw("HTTP/0.9", 505, "speak HTTP/1.1", "POST /webhooks/github\r\n\r\n");
    raw("HTTP/7.3", 505, "speak HTTP/1.1", "POST /webhooks/github HTTP/7.3\r\n\r\n");
    raw("HTTP/2 without being asked", 426, "speak HTTP/1.1", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    raw("an upgrade to HTTP/2", 202, PUSHES, upgrade());
    raw(
        "a TLS handshake on the plain port",
        400,
        NOT_HTTP,
        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n");
    raw("an SSH banner", 400, NOT_HTTP, "SSH-2.0-OpenSSH_9.9\r\n");
    raw("NULs", 400, NOT_HTTP, "\0".repeat(64) + "\r\n\r\n");
    raw("a command for a mail server", 505, "speak HTTP/1.1", "EHLO listener.test\r\n\r\n");
    github("a header without a colon", 400, NOT_HTTP, r -> r.lines("nonsense\r\n"));
    github("a space before a header's colon", 400, NOT_HTTP, r -> r.lines("X-A : b\r\n"));
    github("a folded header", 400, NOT_HTTP, r -> r.lines("X-A: b\r\n c\r\n"));
    github("NUL in a header", 400, NOT_HTTP, r -> r.lines("X-A: b\0c\r\n"));
    github(
        "a letter beyond ASCII in a header's name", 400, NOT_HTTP, r -> r.lines("X-\u00e4: b\r\n"));
    github("letters beyond ASCII in a header", 202, PUSHES, r -> r.lines("X-A: \u00e4\u00ff\r\n"));
    github(
        "a header of 20,000 letters",
        431,
        "headers are larger",
        r -> r.with("X-A", "x".repeat(20_000)));
    github("4,000 headers", 431, "headers are larger", r -> r.lines("X-A: b\r\n".repeat(4_000)));
    github("`Expect` of something else", 417, NOT_HTTP, r -> r.with("Expect", "a miracle"));
    github(
        "a proxy's word on who sends it",
        202,
        PUSHES,
        r -> r.with("X-Forwarded-For", "' OR 1=1 --"));
  }

  private static String upgrade() {
    return new String(
        RawRequest.of(Sample.GITHUB)
            .lines("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n")
            .bytes(),
        ISO_8859_1);
  }

  private void lengths() {
    github("Content-Length -1", 400, NOT_HTTP, r -> r.withoutLength().with("Content-Length", "-1"));
    github(
        "Content-Length `1e3`",
        400,
        NOT_HTTP,
        r -> r.withoutLength().with("Content-Length", "1e3"));
    github(
        "a Content-Length of 20 digits",
        400,
        NOT_HTTP,
        r -> r.withoutLength().with("Content-Length", "9".repeat(20)));
    github("two Content-Lengths", 400, NOT_HTTP, r -> r.lines("Content-Length: 3\r\n"));
    github(
        "Content-Length and chunks", 400, NOT_HTTP, r -> r.chunked().with("Content-Length", "10"));
    github(
        "a transfer encoding that is not known",
        400,
        NOT_HTTP,
        r -> r.withoutLength().with("Transfer-Encoding", "gzip"));
    github("chunks", 202, PUSHES, RawRequest::chunked);
    add(
        "chunks whose length is no number",
        400,
        "the body did not arrive whole",
        () -> join(RawRequest.of(Sample.GITHUB).chunked().head(), "zz\r\n{}\r\n0\r\n\r\n"));
    add(
        "a chunk of 2^60 bytes",
        400,
        "the body did not arrive whole",
        () -> join(RawRequest.of(Sample.GITHUB).chunked().head(), "1000000000000000\r\n{}"));
    add(
        "something behind the last chunk",
        202,
        PUSHES,
        () -> join(RawRequest.of(Sample.GITHUB).chunked().bytes(), "garbage\r\n\r\n"));
    github("neither a length nor chunks", 400, "the body is empty", RawRequest::withoutLength);
    add(
        "something behind the body",
        202,
        PUSHES,
        () -> join(RawRequest.of(Sample.GITHUB).bytes(), "{\"ref\": \"refs/heads/main\"}\r\n\r\n"));
    github(
        "a length of 30 MiB, and no body",
        413,
        "the body is larger than 25 MiB",
        r -> r.withoutLength().with("Content-Length", "31457280"));
  }

  private static byte[] join(byte[] first, String then) {
    return (new String(first, ISO_8859_1) + then).getBytes(ISO_8859_1);
  }

  private void types() {
    String why = "set the webhook's content type to application/json";
    github("no Content-Type", 415, why, r -> r.without("Content-Type"));
    github(
        "a form, GitHub's other type",
        415,
        why,
        r -> r.with("Content-Type", "application/x-www-form-urlencoded"));
    github("text/plain", 415, why, r -> r.with("Content-Type", "text/plain"));
    github("application/jsonx", 415, why, r -> r.with("Content-Type", "application/jsonx"));
    github(
        "a type with a charset",
        202,
        PUSHES,
        r -> r.with("Content-Type", "Application/JSON; charset=utf-8"));
    for (String encoding : List.of("gzip", "br", "identity, gzip")) {
      github(
          "Content-Encoding " + encoding,
          415,
          "without a Content-Encoding",
          r -> r.with("Content-Encoding", encoding));
    }
  }
}
