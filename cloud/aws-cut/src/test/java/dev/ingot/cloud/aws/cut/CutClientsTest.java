package dev.ingot.cloud.aws.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;

/** On a client as it comes from AWS, and on one class that calls it. */
class CutClientsTest {
  private static final String CLIENT =
      "software.amazon.awssdk.services.cloudwatch.DefaultCloudWatchClient";

  @TempDir private Path lib;
  private Path sdk;

  /** Stands for our own code: its pages come by calls that only the SDK makes. */
  static final class Caller {
    static Object call(CloudWatchClient client, GetMetricDataRequest request) {
      return client.getMetricDataPaginator(request);
    }
  }

  @BeforeEach
  void copyJars() throws IOException, URISyntaxException {
    Path original =
        Path.of(CloudWatchClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    sdk = Files.copy(original, lib.resolve("cloudwatch.jar"));
  }

  @Test
  void leavesOutWhatNobodyCalls() throws IOException, ReflectiveOperationException {
    addCaller();
    CutClients.cut(lib);

    try (URLClassLoader jars = loader()) {
      // Loaded, and looked at by the verifier.
      Class<?> client = Class.forName(CLIENT, true, jars);
      assertThat(methods(client)).contains("getMetricData", "close", "waiter", "serviceName");
      assertThat(methods(client)).doesNotContain("deleteAlarms", "getMetricStatistics");
      Class<?> request = jars.loadClass(DeleteAlarmsRequest.class.getName());
      assertThat(client.getMethod("deleteAlarms", request).isDefault()).isTrue();
    }
  }

  @Test
  void leavesNothingOutOfAClientThatNobodyNames() throws IOException {
    byte[] before = Files.readAllBytes(sdk);
    CutClients.cut(lib);

    assertThat(Files.readAllBytes(sdk)).isEqualTo(before);
  }

  @Test
  void leavesNothingMoreOutTheSecondTime() throws IOException {
    addCaller();
    CutClients.cut(lib);
    byte[] once = Files.readAllBytes(sdk);
    CutClients.cut(lib);

    assertThat(Files.readAllBytes(sdk)).isEqualTo(once);
  }

  @Test
  void failsWhereNothingImplementsAClientThatIsNamed() throws IOException {
    addCaller();
    Files.delete(sdk);

    assertThatThrownBy(() -> CutClients.cut(lib))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("software/amazon/awssdk/services/cloudwatch/CloudWatchClient");
  }

  @Test
  void saysInTheJarThatItWasChanged() throws IOException {
    addCaller();
    CutClients.cut(lib);

    try (FileSystem jar = FileSystems.newFileSystem(sdk)) {
      assertThat(jar.getPath("META-INF/CHANGED-BY-INGOT"))
          .content()
          .contains("DefaultCloudWatchClient.class");
    }
  }

  private void addCaller() throws IOException {
    String file = Caller.class.getName().replace('.', '/') + ".class";
    try (InputStream in = Caller.class.getClassLoader().getResourceAsStream(file);
        FileSystem jar =
            FileSystems.newFileSystem(lib.resolve("ours.jar"), Map.of("create", "true"))) {
      assertThat(in).isNotNull();
      Files.createDirectories(jar.getPath(file).getParent());
      Files.write(jar.getPath(file), in.readAllBytes());
    }
  }

  /** With the cut jar in place of the one that it was. */
  private URLClassLoader loader() {
    Stream<Path> others =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> !path.getFileName().toString().startsWith("cloudwatch-"));
    URL[] urls = Stream.concat(Stream.of(sdk), others).map(CutClientsTest::url).toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods()).map(it -> it.getName()).toList();
  }
}
