package dev.ingot.stage;

import dev.ingot.stage.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the {@code main} of every worker does: configuration in, worker on, until told to stop. */
public final class WorkerMain {
  private WorkerMain() {}

  /** Opens what the worker is made of, in order; closed in the opposite order. */
  public interface Wiring {
    /** Whatever is added to {@code parts} is closed at the end, the last one first. */
    void open(Map<String, String> settings, List<AutoCloseable> parts) throws Exception;
  }

  /** Runs until SIGTERM or SIGINT; exits 2 with one clear line when the configuration is wrong. */
  public static void run(String name, Wiring wiring) {
    Map<String, String> settings = Config.environment();
    List<AutoCloseable> parts = new ArrayList<>();
    throw new UnsupportedOperationException("to come: " + name + settings.size() + parts + wiring);
  }
}
