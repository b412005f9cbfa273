package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks real repositories. */
class RemotesIT {
  @TempDir Path folder;

  private final Remotes remotes =
      new Remotes(
          new GitConfig(List.of("http", "file"), List.of("127.0.0.1"), Duration.ofSeconds(10)));

  @Test
  void knowsWhatARefPointsTo() throws Exception {
    String head;
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      head = git.commit().setMessage("one").setSign(false).call().name();
    }

    assertThat(remotes.head(folder.toString(), "refs/heads/main")).contains(head);
    assertThat(remotes.head(folder.toString(), "refs/heads/other")).isEmpty();
  }

  @Test
  void saysThatThereIsNoRepository() {
    assertThatThrownBy(() -> remotes.head(folder + "/nowhere", "refs/heads/main"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void doesNotFollowARedirectToTheMetadataService() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", "http://169.254.169.254/a.git/info/refs?service=git-upload-pack");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/a.git";

      assertThatThrownBy(() -> remotes.head(url, "refs/heads/main"))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("169.254.169.254 is not among ingot.git.hosts");
    } finally {
      server.stop(0);
    }
  }
}
