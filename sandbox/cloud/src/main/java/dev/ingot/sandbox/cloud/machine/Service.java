package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A unit that was started: keeps its process running as the unit's Restart says. */
final class Service {
  /** However patient the unit is. */
  private static final int MOST_RESTARTS = 1_000;

  private final String name;
  private final MachineFolder folder;
  private final Processes processes;
  private final Map<String, String> environment;
  private final int port;
  private final ConsoleLog console;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Processes.@Nullable Started current;
  private int restarts;

  Service(
      String name,
      MachineFolder folder,
      Processes processes,
      Map<String, String> environment,
      int port,
      ConsoleLog console) {
    this.name = name;
    this.folder = folder;
    this.processes = processes;
    this.environment = environment;
    this.port = port;
    this.console = console;
  }

  /** Starts it, on a thread that stays with it. */
  void start() {
    Thread.ofVirtual().name("unit-" + name).start(this::superviseUntilOver);
  }

  /** Ends it and waits until it has ended; the caller's patience bounds the wait. */
  void stop(Duration grace) {
    stopping.countDown();
    Processes.Started target;
    synchronized (this) {
      target = current;
    }
    if (target != null) {
      target.tree().end(grace);
    }
    try {
      if (!stopped.await(grace.plusSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
        console.say(name + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells it that the machine ends: what ends now is not started again. */
  void machineEnds() {
    stopping.countDown();
  }

  synchronized boolean running() {
    return current != null && current.process().isAlive();
  }

  /** Whether it has ended and is not going to be started again. */
  boolean over() {
    return stopped.getCount() == 0;
  }

  synchronized int restarts() {
    return restarts;
  }

  private void superviseUntilOver() {
    try {
      folder.setActive(name, true);
      supervise(SystemdUnit.parse(folder.unit(name)));
    } catch (IOException | IllegalArgumentException e) {
      console.say(name + " was not started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      try {
        folder.setActive(name, false);
      } catch (IOException e) {
        console.say(name + " is not active any more");
      }
      stopped.countDown();
    }
  }

  private void supervise(SystemdUnit unit) throws IOException, InterruptedException {
    Deque<Long> starts = new ArrayDeque<>();
    while (stopping.getCount() > 0) {
      starts.add(System.nanoTime());
      int exitCode = runOnce(unit);
      if (stopping.getCount() == 0) {
        return;
      }
      console.say(name + " exited with code " + exitCode);
      if (!unit.restart().after(exitCode)) {
        return;
      }
      long horizon = System.nanoTime() - unit.startLimitInterval().toNanos();
      starts.removeIf(start -> start - horizon < 0);
      if (starts.size() >= unit.startLimitBurst() || restarts() >= MOST_RESTARTS) {
        console.say(name + " was started too often and is left as it is");
        return;
      }
      if (stopping.await(unit.restartDelay().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      synchronized (this) {
        restarts++;
      }
    }
  }

  /** Returns the exit code, once nothing that the service started is left. */
  private int runOnce(SystemdUnit unit) throws IOException {
    for (List<String> before : unit.execStartPre()) {
      int exitCode = run(before, unit);
      if (exitCode != 0) {
        return exitCode;
      }
    }
    return run(unit.execStart(), unit);
  }

  private int run(List<String> words, SystemdUnit unit) throws IOException {
    // Read for each command: what runs before the service may write what the service is to see.
    Map<String, String> own = environmentOf(unit);
    List<String> command = new ArrayList<>();
    for (String word : words) {
      command.add(Words.expand(word, own));
    }
    Path program = folder.inRoot(command.get(0));
    if (command.get(0).startsWith("/") && Files.exists(program)) {
      command.set(0, program.toString());
    }
    Path work = unit.workingDirectory().map(folder::inRoot).orElse(folder.root());
    Processes.Started started =
        processes.start(command, own, Files.isDirectory(work) ? work : folder.root(), true);
    synchronized (this) {
      current = started;
    }
    if (stopping.getCount() == 0) {
      started.tree().kill(); // stop() may have looked just before there was something to end
    }
    var unused = Launcher.pump(name, started.process().getInputStream(), console);
    int exitCode = started.process().onExit().join().exitValue();
    started.tree().kill();
    processes.exited(started);
    return exitCode;
  }

  private Map<String, String> environmentOf(SystemdUnit unit) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(unit.environment());
    for (SystemdUnit.EnvironmentFile file : unit.environmentFiles()) {
      Optional<String> settings = folder.settings(file.path());
      if (settings.isEmpty() && !file.optional()) {
        throw new IOException("there is no " + file.path());
      }
      settings.ifPresent(text -> all.putAll(Words.assignments(text)));
    }
    // The machine's, whatever the unit says: several machines share one address here.
    all.put("PORT", Integer.toString(port));
    all.put("INGOT_ROOT", folder.root().toString());
    return all;
  }
}
