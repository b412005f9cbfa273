package dev.ingot.stage;

import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the {@code main} of every worker does: configuration in, worker on, until told to stop.
 * Serves health and metrics all the while, see {@link HealthServer}.
 */
public final class WorkerMain {
  /** The worker could not start, for a reason that another try may not meet. */
  private static final int FAILED = 1;

  /** The configuration is wrong: another try is of no use. */
  private static final int MISCONFIGURED = 2;

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Looks: a process that was frozen for long seems hopeless at the first one. */
  private static final int CERTAIN = 3;

  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

  private final String name;
  private final Phase phase;
  private final Parts parts = new Parts();

  private WorkerMain(String name) {
    this.name = name;
    this.phase = new Phase(name);
  }

  /** Opens what the worker is made of, in order; closed in the opposite order. */
  public interface Wiring {
    /** Whatever is added to {@code parts} is closed at the end, the last one first. */
    void open(Map<String, String> settings, List<AutoCloseable> parts) throws Exception;
  }

  /**
   * Runs until SIGTERM or SIGINT, then closes all parts within 10 s; the exit code is then the
   * signal's (143, 130). Exits with 2 and one clear line per problem when the configuration is
   * wrong, with 1 when the worker cannot start, or a part of it is not live any more.
   */
  public static void run(String name, Wiring wiring) {
    new WorkerMain(name).run(wiring);
  }

  private void run(Wiring wiring) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, name + "-stop"));
    try {
      open(wiring, Config.environment());
      watch();
    } catch (ConfigException e) {
      fail(e, MISCONFIGURED);
    } catch (StartupException e) {
      fail(e, FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e, FAILED);
    } catch (Exception e) {
      LOG.error("The {} could not start", name, e);
      fail(e, FAILED);
    }
  }

  private void open(Wiring wiring, Map<String, String> settings) throws Exception {
    RuntimeConfig config = Config.read(RuntimeConfig.class, settings);
    parts.list().add(HealthServer.start(config, this::health));
    wiring.open(settings, parts.list());
    Config.unknown(settings).forEach(LOG::warn);
    phase.runs();
    LOG.info("The {} runs", name);
  }

  /** Until all is closed; a worker that can't go on ends, for whoever runs it to start it anew. */
  private void watch() throws InterruptedException {
    int hopeless = 0;
    while (!parts.awaitClosed(LOOK)) {
      List<String> reasons =
          ProcessHealth.parts().stream()
              .filter(part -> !part.live())
              .flatMap(part -> part.reasons().stream())
              .toList();
      hopeless = reasons.isEmpty() ? 0 : hopeless + 1;
      if (hopeless == CERTAIN) {
        LOG.error("The {} can't go on and ends: {}", name, reasons);
        fail(new IllegalStateException("can't go on: " + String.join("; ", reasons)), FAILED);
      }
    }
  }

  private List<Health> health() {
    return Stream.concat(Stream.of(phase), ProcessHealth.parts().stream()).toList();
  }

  /** To standard error too: there may be no log yet, and a person is likely to look there. */
  private void fail(Exception e, int code) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    message.lines().forEach(line -> System.err.println(name + ": " + line));
    parts.close();
    System.exit(code);
  }

  private void stop() {
    if (phase.ready()) {
      LOG.info("The {} stops", name);
    }
    phase.stops();
    parts.close();
  }
}
