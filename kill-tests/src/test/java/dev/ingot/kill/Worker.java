package dev.ingot.kill;

import static dev.ingot.kill.Chapter.FAULTY;
import static dev.ingot.kill.Chapter.FIRST;
import static dev.ingot.kill.Chapter.UNBUILDABLE;

import dev.ingot.builder.ArtifactBuilder;
import dev.ingot.builder.BuilderConfig;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.listener.CommitListener;
import dev.ingot.listener.ListenerConfig;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.provisioner.Provisioner;
import dev.ingot.provisioner.ProvisionerConfig;
import dev.ingot.resilience.Resilience;
import dev.ingot.shifter.ShifterConfig;
import dev.ingot.shifter.TrafficShifter;
import dev.ingot.stage.Parts;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import dev.ingot.verifier.Verifier;
import dev.ingot.verifier.VerifierConfig;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The five workers. */
enum Worker {
  LISTENER("commit-listener", CommitListener.class, Topics.PUSHES),
  BUILDER("artifact-builder", ArtifactBuilder.class, Topics.COMMITS),
  PROVISIONER("provisioner", Provisioner.class, Topics.IMAGES),
  SHIFTER("traffic-shifter", TrafficShifter.class, Topics.FLEETS),
  VERIFIER("verifier", Verifier.class, Topics.TRAFFIC);

  /** Name of the stage; with the topics' prefix, that of the consumer group. */
  final String stage;

  /** What a process of it runs. */
  final String main;

  /** The topic that it works on, without the prefix. */
  final String input;

  Worker(String stage, Class<?> main, Topic<?> input) {
    this.stage = stage;
    this.main = main.getName();
    this.input = input.suffix();
  }

  /** The chapters that it takes to pass all of its points. */
  Set<Chapter> chapters() {
    return switch (this) {
      case LISTENER, BUILDER -> EnumSet.of(FIRST, UNBUILDABLE);
      case PROVISIONER -> EnumSet.complementOf(EnumSet.of(UNBUILDABLE));
      case SHIFTER, VERIFIER -> EnumSet.range(FIRST, FAULTY);
    };
  }

  /** Starts it in this JVM. */
  AutoCloseable open(Map<String, String> settings) throws Exception {
    Parts parts = new Parts();
    try {
      open(settings, parts);
      return parts;
    } catch (Exception e) {
      parts.close();
      throw e;
    }
  }

  private void open(Map<String, String> settings, Parts parts) throws Exception {
    RuntimeConfig runtime = Config.read(RuntimeConfig.class, settings);
    if (this == LISTENER) {
      parts.list().add(CommitListener.open(runtime, Config.read(ListenerConfig.class, settings)));
      return;
    }
    Environments environments =
        Environments.load(Path.of(settings.getOrDefault("ingot.environments.file", "")));
    Resilience resilience = Config.read(Resilience.class, settings);
    CloudsByEnvironment clouds = resilience.clouds(environments);
    parts.list().add(clouds);
    parts
        .list()
        .add(
            switch (this) {
              case BUILDER ->
                  ArtifactBuilder.open(
                      runtime,
                      resilience,
                      Config.read(BuilderConfig.class, settings),
                      environments,
                      clouds);
              case PROVISIONER ->
                  Provisioner.open(
                      runtime,
                      resilience,
                      Config.read(ProvisionerConfig.class, settings),
                      environments,
                      clouds);
              case SHIFTER ->
                  TrafficShifter.open(
                      runtime, resilience, Config.read(ShifterConfig.class, settings), clouds);
              case VERIFIER ->
                  Verifier.open(
                      runtime,
                      resilience,
                      Config.read(VerifierConfig.class, settings),
                      environments,
                      clouds);
              case LISTENER -> throw new IllegalStateException("has no clouds");
            });
  }
}
