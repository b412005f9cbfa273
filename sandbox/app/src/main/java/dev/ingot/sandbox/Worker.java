package dev.ingot.sandbox;

import dev.ingot.builder.ArtifactBuilder;
import dev.ingot.builder.BuilderConfig;
import dev.ingot.listener.CommitListener;
import dev.ingot.listener.ListenerConfig;
import dev.ingot.provisioner.Provisioner;
import dev.ingot.provisioner.ProvisionerConfig;
import dev.ingot.resilience.Resilience;
import dev.ingot.sandbox.process.WorkerOptions;
import dev.ingot.shifter.ShifterConfig;
import dev.ingot.shifter.TrafficShifter;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.verifier.Verifier;
import dev.ingot.verifier.VerifierConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The five workers, and what each is given when it runs in a JVM of its own. */
public enum Worker {
  COMMIT_LISTENER(CommitListener.class, 64, ListenerConfig.class),
  ARTIFACT_BUILDER(ArtifactBuilder.class, 64, BuilderConfig.class),
  PROVISIONER(Provisioner.class, 64, ProvisionerConfig.class),
  TRAFFIC_SHIFTER(TrafficShifter.class, 64, ShifterConfig.class),
  VERIFIER(Verifier.class, 64, VerifierConfig.class);

  private static final String CONSOLE = "-Dlogback.configurationFile=dev/ingot/stage/console.xml";

  private final Class<?> main;
  private final int heapMib;
  private final Class<? extends Record> config;

  Worker(Class<?> main, int heapMib, Class<? extends Record> config) {
    this.main = main;
    this.heapMib = heapMib;
    this.config = config;
  }

  /** Such as {@code traffic-shifter}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Most heap that it gets unless told otherwise, in MiB. */
  public int heapMib() {
    return heapMib;
  }

  Class<?> main() {
    return main;
  }

  /** Options of its JVM, its heap among them. */
  List<String> options() {
    return Stream.concat(WorkerOptions.withHeap(heapMib).stream(), Stream.of(CONSOLE)).toList();
  }

  /** The records that it reads its configuration into. */
  List<Class<? extends Record>> configuration() {
    return this == COMMIT_LISTENER
        ? List.of(RuntimeConfig.class, config)
        : List.of(RuntimeConfig.class, Resilience.class, config);
  }

  /** What tells one replica from another, besides its slot. */
  Map<String, String> ownSettings(int slot, Path folder) {
    return switch (this) {
      case ARTIFACT_BUILDER ->
          Map.of("ingot.builder.work.dir", folder.resolve("work-" + slot).toString());
      case COMMIT_LISTENER -> Map.of("ingot.webhook.port", "0");
      default -> Map.of();
    };
  }
}
