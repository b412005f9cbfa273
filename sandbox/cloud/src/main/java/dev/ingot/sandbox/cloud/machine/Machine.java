package dev.ingot.sandbox.cloud.machine;

import dev.ingot.sandbox.cloud.machine.CommandRun.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * An instance: processes with a root folder and a port of their own. Safe for use by many threads.
 */
public final class Machine implements AutoCloseable {
  /** Where a machine is in its life. */
  public enum State {
    /** User data runs. */
    BOOTING,
    /** User data has ended; its units, if any, were started. Says nothing about their health. */
    RUNNING,
    /** The end was asked for; processes are being ended. */
    STOPPING,
    /** None of its processes is left. */
    STOPPED
  }

  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration USER_DATA_TIME = Duration.ofMinutes(10);
  private static final int MOST_COMMANDS = 16;

  private final MachineSpec spec;
  private final MachineFolder folder;
  private final ConsoleLog console;
  private final Processes processes;
  private final Map<String, String> environment;
  private final int port;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Set<Command> commands = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> booted = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private State state = State.BOOTING;
  private int restartsOfReplaced;

  private Machine(MachineSpec spec) throws IOException {
    this.spec = spec;
    this.folder = new MachineFolder(spec.root());
    this.console = new ConsoleLog(folder.beside());
    this.environment = new LinkedHashMap<>(spec.surroundings());
    environment.putAll(
        folder.environment(System.getenv(), Path.of(System.getProperty("java.home"))));
    List<Walls.Step> walls = folder.walls(spec.confines(), environment);
    int most = spec.confines().processes();
    this.processes =
        new Processes(
            spec.id(), known -> Cell.open(known, folder.hand(), walls, most), this::breakDown);
    this.port = Ports.take();
    Guardian.begin();
  }

  /**
   * Boots a machine. Returns at once: user data runs in the background (at most 10 minutes), then
   * the units that are enabled in the image or that user data started.
   *
   * @throws UncheckedIOException when its folder can't be prepared
   */
  public static Machine boot(MachineSpec spec) {
    try {
      Machine machine = new Machine(spec);
      Thread.ofVirtual().name("boot-" + spec.id()).start(machine::boot);
      return machine;
    } catch (IOException e) {
      throw new UncheckedIOException("can't boot " + spec.id(), e);
    }
  }

  /**
   * Whether machines see nothing of other processes here, and whatever they start ends with them.
   */
  public static boolean keptApart() {
    return Cell.available();
  }

  /** Whether folders are hidden from machines here. */
  public static boolean hides() {
    return Cell.hides();
  }

  /** Instance id. */
  public String id() {
    return spec.id();
  }

  /** The root folder. */
  public Path root() {
    return spec.root();
  }

  /** Where its service listens ({@code PORT}): 127.0.0.1 and a port that no other machine has. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Where it is in its life. */
  public synchronized State state() {
    return state;
  }

  /** Whether a unit of it has a running process. */
  public synchronized boolean serviceRunning() {
    return services.values().stream().anyMatch(Service::running);
  }

  /** How often its units were started again after a failure. */
  public synchronized int restarts() {
    return restartsOfReplaced + services.values().stream().mapToInt(Service::restarts).sum();
  }

  /**
   * Completes, with the reason, when nothing more can be started on it through no fault of its own:
   * what keeps it apart from others could not be made, or has ended. It stops by itself then.
   */
  public CompletableFuture<String> broken() {
    return broken.copy();
  }

  private void breakDown(String why) {
    if (broken.complete(why)) {
      console.say("the machine ends: " + why);
      Thread.ofVirtual().name("broken-" + id()).start(this::stop);
    }
  }

  /**
   * The last of what user data and units wrote, and what the machine itself has to say of them;
   * readable after the end too, until {@link #delete}.
   *
   * @param maxBytes at most this many bytes of UTF-8, 1 to 1 MiB
   */
  public String consoleTail(int maxBytes) {
    return console.tail(Math.clamp(maxBytes, 1, ConsoleLog.LIMIT));
  }

  /**
   * Runs a POSIX sh script, as SSM does, with the machine's environment. Returns at once. A machine
   * that still boots runs it afterwards, within its time. At most 16 scripts run at once; another
   * one is refused with {@link CommandRun.End#CANCELLED}, and so is one on a stopped machine; on
   * one that has failed, with {@link CommandRun.End#UNDELIVERABLE}.
   *
   * @param timeout how long it may take before it is killed, from now
   */
  public CommandRun run(String script, Duration timeout) {
    Command command = new Command();
    synchronized (this) {
      if (state == State.STOPPING || state == State.STOPPED) {
        command.refuse(
            broken.isDone() ? End.UNDELIVERABLE : End.CANCELLED, "the machine has been stopped");
        return command;
      }
      if (commands.size() >= MOST_COMMANDS) {
        command.refuse(End.CANCELLED, "too many commands run on this machine");
        return command;
      }
      commands.add(command);
    }
    Thread.ofVirtual()
        .name("command-" + id())
        .start(
            () -> {
              try {
                command.execute(script, script(), booted, timeout);
                obey();
              } finally {
                commands.remove(command);
              }
            });
    return command;
  }

  /**
   * Ends every process of the machine, detached ones too: SIGTERM, then SIGKILL after 2 seconds.
   * Returns when none is left; a second call waits for the first. Files stay.
   */
  public void stop() {
    synchronized (this) {
      if (state == State.STOPPING || state == State.STOPPED) {
        // Another thread is at it; it has a deadline of its own.
        stopped.completeOnTimeout(null, 30, TimeUnit.SECONDS);
      } else {
        state = State.STOPPING;
        services.values().forEach(Service::machineEnds);
        commands.forEach(Command::machineEnds);
        Thread.ofVirtual().name("stop-" + id()).start(this::endEverything);
      }
    }
    stopped.join();
  }

  /** {@link #stop}, then deletes the root folder and what the machine kept beside it. */
  public void delete() {
    stop();
    try {
      folder.delete();
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + root(), e);
    }
  }

  /** The same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  private void endEverything() {
    try {
      processes.end(GRACE);
      console.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Ports.giveBack(port);
      synchronized (this) {
        state = State.STOPPED;
      }
      booted.complete(null);
      stopped.complete(null);
    }
  }

  private void boot() {
    try {
      if (spec.userData().isPresent()) {
        Script script = script();
        Script.Ended ended =
            script.start(spec.userData().get(), console, console).await(USER_DATA_TIME);
        switch (ended.how()) {
          case TIMED_OUT -> console.say("user data took too long and was killed");
          case DISK_FULL -> console.say(script.diskFull());
          case CROWDED -> console.say(script.tooMany());
          case EXITED -> {
            if (ended.exitCode() != 0) {
              console.say("user data exited with code " + ended.exitCode());
            }
          }
        }
      }
      for (String unit : folder.enabledUnits()) {
        obey(new UnitOrder(UnitOrder.Verb.START, unit));
      }
      obey();
    } catch (IOException e) {
      console.say("did not boot: " + e.getMessage());
    } finally {
      synchronized (this) {
        if (state == State.BOOTING) {
          state = State.RUNNING;
        }
      }
      booted.complete(null);
    }
  }

  private Script script() {
    return new Script(folder, spec.confines(), processes, environment);
  }

  /** Does what scripts have asked of systemctl. */
  private void obey() {
    try {
      List<UnitOrder> orders;
      synchronized (folder) {
        orders = folder.takeOrders();
      }
      orders.forEach(this::obey);
    } catch (IOException e) {
      console.say("systemctl: " + e.getMessage());
    }
  }

  private void obey(UnitOrder order) {
    Service old;
    synchronized (this) {
      old = services.get(order.unit());
      if (order.verb() == UnitOrder.Verb.START && old != null && !old.over()) {
        return;
      }
    }
    if (old != null) {
      old.stop(GRACE);
    }
    synchronized (this) {
      if (old != null && services.remove(order.unit(), old)) {
        restartsOfReplaced += old.restarts();
      }
      boolean ending = state == State.STOPPING || state == State.STOPPED;
      if (order.verb() != UnitOrder.Verb.STOP && !ending && !services.containsKey(order.unit())) {
        Service service = new Service(order.unit(), folder, processes, environment, port, console);
        services.put(order.unit(), service);
        service.start();
      }
    }
  }
}
