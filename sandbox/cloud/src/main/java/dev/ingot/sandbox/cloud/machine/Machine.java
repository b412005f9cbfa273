package dev.ingot.sandbox.cloud.machine;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

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

  private final MachineSpec spec;

  private Machine(MachineSpec spec) {
    this.spec = spec;
  }

  /**
   * Boots a machine. Returns at once: user data runs in the background, then the units that are
   * enabled in the image or that user data started.
   */
  public static Machine boot(MachineSpec spec) {
    return new Machine(spec);
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
    throw new UnsupportedOperationException("to come");
  }

  /** Where it is in its life. */
  public State state() {
    throw new UnsupportedOperationException("to come");
  }

  /** Whether a unit of it has a running process. */
  public boolean serviceRunning() {
    throw new UnsupportedOperationException("to come");
  }

  /** How often its units were started again after a failure. */
  public int restarts() {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * The last of what user data and units wrote, and what the machine itself has to say of them;
   * readable after the end too, until {@link #delete}.
   *
   * @param maxBytes at most this many bytes of UTF-8, 1 to 1 MiB
   */
  public String consoleTail(int maxBytes) {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * Runs a POSIX sh script, as SSM does, with the machine's environment. Returns at once. Only one
   * that has ended {@link State#BOOTING} runs it; before that it waits, within its time.
   *
   * @param timeout how long it may take before it is killed, from now
   */
  public CommandRun run(String script, Duration timeout) {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * Ends every process of the machine, detached ones too: SIGTERM, then SIGKILL after 2 seconds.
   * Returns when none is left; a second call waits for the first. Files stay.
   */
  public void stop() {}

  /** {@link #stop}, then deletes the root folder and what the machine kept beside it. */
  public void delete() {}

  /** The same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
