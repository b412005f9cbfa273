package dev.ingot.stage;

import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the {@code main} of every worker does: configuration in, worker on, until told to stop. */
public final class WorkerMain {
  /** The worker could not start or go on for a reason that another try may not meet. */
  static final int FAILED = 1;

  /** The configuration is wrong: another try is of no use. */
  static final int MISCONFIGURED = 2;

  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

  private WorkerMain() {}

  /** Opens what the worker is made of, in order; closed in the opposite order. */
  public interface Wiring {
    /** Whatever is added to {@code parts} is closed at the end, the last one first. */
    void open(Map<String, String> settings, List<AutoCloseable> parts) throws Exception;
  }

  /**
   * Runs until SIGTERM or SIGINT, then closes all parts within 10 s; the exit code is then the
   * signal's (143, 130). Exits with 2 and one clear line when the configuration is wrong, with 1
   * when the worker cannot start.
   */
  public static void run(String name, Wiring wiring) {
    Map<String, String> settings = Config.environment();
    Parts parts = new Parts();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, parts), name + "-stop"));
    try {
      wiring.open(settings, parts.list());
      Config.unknown(settings).forEach(LOG::warn);
      LOG.info("The {} runs with {} parts", name, parts.list().size());
    } catch (ConfigException e) {
      String.valueOf(e.getMessage())
          .lines()
          .forEach(line -> System.err.println(name + ": " + line));
      exit(parts, MISCONFIGURED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exit(parts, FAILED);
    } catch (Exception e) {
      LOG.error("The {} could not start: {}", name, e.toString(), e);
      exit(parts, FAILED);
    }
    parts.awaitClosed();
  }

  private static void exit(Parts parts, int code) {
    parts.close();
    System.exit(code);
  }

  private static void stop(String name, Parts parts) {
    if (!parts.list().isEmpty()) {
      LOG.info("The {} stops", name);
    }
    parts.close();
  }
}
