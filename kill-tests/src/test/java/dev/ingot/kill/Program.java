package dev.ingot.kill;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.tools.ToolProvider;

/**
 * The service that is deployed, well whatever it answers to its users. It goes into its repository
 * compiled: many instances are started, and none should have to compile it.
 */
record Program(Path file) {
  private static final String SOURCE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;

      class Hello {
        public static void main(String[] arguments) throws Exception {
          int port = Integer.parseInt(System.getenv("PORT"));
          HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 100);
          answer(server, "/", Integer.parseInt(arguments[0]));
          answer(server, "/health", 200);
          server.start();
        }

        static void answer(HttpServer server, String path, int status) {
          server.createContext(
              path,
              exchange -> {
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
              });
        }
      }
      """;

  /** Compiles it, for any java that may be the first on the path. */
  static Program compile(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("Hello.java"), SOURCE);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, "--release", "11", "-d", folder.toString(), source.toString());
    if (code != 0) {
      throw new IOException("Hello.java: " + said.toString(StandardCharsets.UTF_8));
    }
    return new Program(folder.resolve("Hello.class"));
  }

  /** How it is run. */
  static String command(int status) {
    return "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp . Hello " + status;
  }

  void copyTo(Path repository) throws IOException {
    Files.copy(file, repository.resolve("Hello.class"), StandardCopyOption.REPLACE_EXISTING);
  }
}
