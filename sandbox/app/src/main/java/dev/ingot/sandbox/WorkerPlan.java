package dev.ingot.sandbox;

import dev.ingot.sandbox.kafka.Ports;
import dev.ingot.sandbox.process.JvmProcess;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one replica of a worker is started, as often as need be.
 *
 * @param slot number of the replica, from 0; two that live at a time may not share one
 * @param folder where it keeps its log and what it works on
 * @param settings by key, such as {@code ingot.look.interval}; those of other workers may be among
 *     them and are left out
 * @param variables of its environment, besides those that say its settings
 * @param options of its JVM, besides {@link Worker}'s; the last one wins
 */
public record WorkerPlan(
    Worker worker,
    int slot,
    Path folder,
    Map<String, String> settings,
    Map<String, String> variables,
    List<String> options) {

  public WorkerPlan {
    settings = Map.copyOf(settings);
    variables = Map.copyOf(variables);
    options = List.copyOf(options);
  }

  /** Such as {@code traffic-shifter-0}. */
  public String name() {
    return worker.title() + "-" + slot;
  }

  /** Its log: {@code <folder>/<worker>-<slot>.log}. */
  public Path log() {
    return folder.resolve(name() + ".log");
  }

  /** With more settings, or others in their place. */
  public WorkerPlan with(Map<String, String> more) {
    return new WorkerPlan(worker, slot, folder, both(settings, more), variables, options);
  }

  /** With more variables, or others in their place. */
  public WorkerPlan withVariables(Map<String, String> more) {
    return new WorkerPlan(worker, slot, folder, settings, both(variables, more), options);
  }

  /** With more options of its JVM. */
  public WorkerPlan withOptions(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new WorkerPlan(worker, slot, folder, settings, variables, all);
  }

  /** Starts it, with a free port for its health; does not wait until it is ready. */
  public WorkerProcess start() throws IOException {
    int port = Ports.free();
    Map<String, String> all = new TreeMap<>(worker.ownSettings(slot, folder));
    all.putAll(settings);
    all.put("ingot.worker.slot", String.valueOf(slot));
    all.put("ingot.http.port", String.valueOf(port));
    JvmProcess.Builder process =
        JvmProcess.of(name(), worker.main().getName(), log())
            .options(worker.options())
            .options(options)
            .environment(Config.variables(all, worker.configuration()))
            .environment(variables);
    WorkerClassPath.of(worker).ifPresent(process::classPath);
    return new WorkerProcess(this, process.start(), URI.create("http://127.0.0.1:" + port));
  }

  private static Map<String, String> both(Map<String, String> first, Map<String, String> second) {
    Map<String, String> all = new TreeMap<>(first);
    all.putAll(second);
    return all;
  }
}
