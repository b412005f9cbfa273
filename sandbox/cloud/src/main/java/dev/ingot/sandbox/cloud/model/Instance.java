package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.machine.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An instance; lives on for an hour after its end, as a memory. */
public final class Instance {
  /** AWS's instance states. */
  public enum State {
    PENDING(0),
    RUNNING(16),
    SHUTTING_DOWN(32),
    TERMINATED(48),
    STOPPING(64),
    STOPPED(80);

    private final int code;

    State(int code) {
      this.code = code;
    }

    /** The number that the API gives beside the name. */
    public int code() {
      return code;
    }

    /** The name in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What it was launched with.
   *
   * @param userData in Base64, as it was given
   * @param clientToken empty when none was given
   */
  public record Spec(
      String imageId,
      String type,
      String subnet,
      List<String> securityGroups,
      Optional<String> userData,
      Optional<String> profile,
      String clientToken) {
    public Spec {
      securityGroups = List.copyOf(securityGroups);
    }
  }

  private final String id;
  private final String reservation;
  private final Spec spec;
  private final Instant launchedAt;
  private State state = State.PENDING;
  private Instant changedAt;
  private String reason = "";
  private String lastWords = "";
  private Optional<Machine> machine = Optional.empty();

  Instance(String id, String reservation, Spec spec, Instant now) {
    this.id = id;
    this.reservation = reservation;
    this.spec = spec;
    this.launchedAt = now;
    this.changedAt = now;
  }

  Instance(Kept kept) {
    this(kept.id, kept.reservation, kept.spec, kept.launchedAt);
    this.state = kept.state;
    this.changedAt = kept.changedAt;
    this.reason = kept.reason;
    this.lastWords = kept.lastWords;
  }

  /** What is kept across a restart: all but the machine. */
  public record Kept(
      String id,
      String reservation,
      Spec spec,
      Instant launchedAt,
      State state,
      Instant changedAt,
      String reason,
      String lastWords) {}

  Kept keep() {
    return new Kept(id, reservation, spec, launchedAt, state, changedAt, reason, lastWords);
  }

  public String id() {
    return id;
  }

  public String reservation() {
    return reservation;
  }

  public Spec spec() {
    return spec;
  }

  public Instant launchedAt() {
    return launchedAt;
  }

  public State state() {
    return state;
  }

  /** When it got into its state. */
  public Instant changedAt() {
    return changedAt;
  }

  /** Why it got into its state; empty when there is nothing to say. */
  public String reason() {
    return reason;
  }

  /** The machine behind it, from the moment that it runs until its end. */
  public Optional<Machine> machine() {
    return machine;
  }

  /** The console as it was at the end. */
  public String lastWords() {
    return lastWords;
  }

  /** Gets into the state. */
  public void become(State newState, String why, Instant now) {
    state = newState;
    reason = why;
    changedAt = now;
  }

  /** The machine was booted. */
  public void running(Machine booted, Instant now) {
    machine = Optional.of(booted);
    become(State.RUNNING, "", now);
  }

  /** The machine is gone; only what its console said last is left. */
  public void terminated(String console, String why, Instant now) {
    machine = Optional.empty();
    lastWords = console;
    become(State.TERMINATED, why, now);
  }

  /** Whether it is at its end, or on the way there. */
  public boolean ending() {
    return state == State.SHUTTING_DOWN || state == State.TERMINATED;
  }
}
