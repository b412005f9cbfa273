package dev.ingot.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.ingot.benchmarks.report.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Asks the machine what it is. */
final class Probe {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Kafka's clients say their version here. */
  private static final String KAFKA = "/kafka/kafka-version.properties";

  private Probe() {}

  static double load() {
    return SYSTEM.getSystemLoadAverage();
  }

  static Machine machine(double loadBefore) {
    return new Machine(
        value(Path.of("/proc/cpuinfo"), "model name", ":", System.getProperty("os.arch", "?")),
        Runtime.getRuntime().availableProcessors(),
        SYSTEM.getTotalMemorySize() / (1024 * 1024),
        "%s (%s %s)"
            .formatted(
                value(Path.of("/etc/os-release"), "PRETTY_NAME", "=", "unknown system"),
                SYSTEM.getName(),
                SYSTEM.getVersion()),
        Runtime.version().toString(),
        kafka(),
        options(),
        loadBefore,
        load());
  }

  /** Of those, what its heap, its collector and its compilers are. */
  private static String options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X"))
        .collect(Collectors.joining(" "));
  }

  private static String kafka() {
    Properties its = new Properties();
    try (InputStream in = KafkaConsumer.class.getResourceAsStream(KAFKA)) {
      if (in != null) {
        its.load(in);
      }
    } catch (IOException e) {
      // It is then as if it did not say.
    }
    return its.getProperty("version", "of unknown version");
  }

  /** What stands behind the key in the first line that begins with it. */
  private static String value(Path file, String key, String separator, String otherwise) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(separator) + 1).replace("\"", "").trim())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException notLinux) {
      return otherwise;
    }
  }
}
