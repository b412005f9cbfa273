package dev.ingot.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A git host over HTTP: JGit's own upload-pack, and what can be wrong with one. */
final class GitHttpServer implements AutoCloseable {
  private static final Set<Manner> POURING = Set.of(Manner.SLOW, Manner.ENDLESS, Manner.BOMB);

  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> encodings = new CopyOnWriteArrayList<>();
  volatile Optional<String> login = Optional.empty();
  volatile Optional<String> redirect = Optional.empty();
  volatile Manner manner = Manner.PLAIN;

  /** How it behaves. */
  enum Manner {
    PLAIN,
    /** As hosts did before they spoke version 2: with all refs, asked for or not. */
    OLD,
    /** A byte now and then. */
    SLOW,
    /** A web server with a repository's files. */
    FILES,
    /** Refs without end. */
    ENDLESS,
    /** Refs without end, packed as nobody asked it to: some 1,000 times as much as it sends. */
    BOMB,
    /** In place of a pack, words for people without end. */
    CHATTY
  }

  GitHttpServer(Path root) throws IOException {
    this(root, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  /** The same over TLS. */
  static GitHttpServer https(Path root, SSLContext tls) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new GitHttpServer(root, server);
  }

  private GitHttpServer(Path root, HttpServer server) {
    this.root = root;
    this.server = server;
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url(String host, String repository) {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return "%s://%s:%d/%s".formatted(scheme, host, server.getAddress().getPort(), repository);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(exchange.getRequestMethod() + " " + path);
      Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept-Encoding"))
          .ifPresent(encodings::add);
      if (redirect.isPresent()) {
        exchange.getResponseHeaders().add("Location", redirect.get() + exchange.getRequestURI());
        exchange.sendResponseHeaders(302, -1);
      } else if (login.isPresent() && !login.equals(given(exchange))) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (POURING.contains(manner)) {
        pour(exchange);
      } else {
        serve(exchange, path);
      }
    } catch (IOException | InterruptedException e) {
      // Whoever asked has heard enough.
    }
  }

  private static Optional<String> given(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
        .map(header -> header.substring("Basic ".length()))
        .map(basic -> new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8));
  }

  private void pour(HttpExchange exchange) throws IOException, InterruptedException {
    exchange
        .getResponseHeaders()
        .add("Content-Type", "application/x-git-upload-pack-advertisement");
    if (manner == Manner.BOMB) {
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody();
        OutputStream out = manner == Manner.BOMB ? new GZIPOutputStream(body) : body) {
      PacketLineOut lines = new PacketLineOut(out);
      lines.writeString("# service=git-upload-pack\n");
      lines.end();
      for (int i = 0; ; i++) {
        if (manner == Manner.SLOW) {
          out.write("0050".charAt(i % 4));
          new java.util.concurrent.Semaphore(0)
              .tryAcquire(200, java.util.concurrent.TimeUnit.MILLISECONDS);
        } else {
          String capabilities = i == 0 ? "\0multi_ack\n" : "\n";
          lines.writeString("%040x refs/heads/b%d%s".formatted(i + 1, i, capabilities));
        }
        out.flush();
      }
    }
  }

  private void serve(HttpExchange exchange, String path) throws IOException {
    boolean refs = path.endsWith("/info/refs");
    String name = path.replaceFirst("/(info/refs|git-upload-pack)$", "");
    Path folder = root.resolve(name.substring(1));
    if (!Files.isDirectory(folder)) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    String kind = refs ? "advertisement" : "result";
    exchange
        .getResponseHeaders()
        .add(
            "Content-Type",
            manner == Manner.FILES ? "text/plain" : "application/x-git-upload-pack-" + kind);
    exchange.sendResponseHeaders(200, 0);
    try (Repository repository = new FileRepositoryBuilder().setGitDir(folder.toFile()).build();
        OutputStream out = exchange.getResponseBody()) {
      byte[] asked = body(exchange).readAllBytes();
      if (manner == Manner.CHATTY && text(asked).contains("command=fetch")) {
        chat(out);
      }
      UploadPack upload = new UploadPack(repository);
      upload.setBiDirectionalPipe(false);
      upload.setRequestPolicy(UploadPack.RequestPolicy.TIP);
      String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
      if (manner != Manner.OLD && protocol != null) {
        upload.setExtraParameters(List.of(protocol.split(":")));
      }
      if (refs) {
        upload.sendAdvertisedRefs(
            new PacketLineOutRefAdvertiser(new PacketLineOut(out)), "git-upload-pack");
      } else {
        upload.upload(new ByteArrayInputStream(asked), out, OutputStream.nullOutputStream());
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void chat(OutputStream out) throws IOException {
    PacketLineOut lines = new PacketLineOut(out);
    lines.writeString("packfile\n");
    byte[] words = ("\u0002" + "x".repeat(1_000)).getBytes(StandardCharsets.US_ASCII);
    while (true) {
      lines.writePacket(words);
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(exchange.getRequestBody())
        : exchange.getRequestBody();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
