package dev.ingot.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.FleetProvisioned;
import dev.ingot.sandbox.kafka.LocalRegistry;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Confluent's serializers, in a process of their own, read our bytes and we read theirs, both with
 * the local registry.
 */
class ConfluentInteropIT {
  private static final Path CONFLUENT = Path.of("target/confluent/confluent-avro.jar");
  private static final String TOPIC = "ingot.fleets";

  @TempDir Path folder;

  @Test
  void confluentReadsOurBytesAndWeReadTheirs() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(folder, 0);
        EventCodecs codecs = EventCodecs.open(Map.of("schema.registry.url", registry.url()))) {
      byte[] ours = codecs.encode(TOPIC, Samples.fleetProvisioned());
      Files.write(folder.resolve(ConfluentSide.OURS), ours);

      Path output = folder.resolve("output");
      assertThat(runConfluentSide(registry.url(), output)).as(() -> read(output)).isEqualTo(0);

      byte[] theirs = Files.readAllBytes(folder.resolve(ConfluentSide.THEIRS));
      assertThat(codecs.decode(TOPIC, FleetProvisioned.class, theirs))
          .isEqualTo(Samples.fleetProvisioned());
      // The very same schema text, so a topic does not get a second version when the class changes.
      assertThat(Arrays.copyOf(theirs, 5)).isEqualTo(Arrays.copyOf(ours, 5));
    }
  }

  private int runConfluentSide(String registry, Path output) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        String.join(
            File.pathSeparator, CONFLUENT.toString(), "target/classes", "target/test-classes");
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ConfluentSide.class.getName(),
                registry,
                TOPIC,
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
