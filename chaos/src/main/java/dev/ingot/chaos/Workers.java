package dev.ingot.chaos;

import dev.ingot.stage.Repeating;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers, and whoever runs them: starts one for each slot that is wanted, and starts it anew
 * when it has ended or says that it can't go on.
 */
final class Workers implements AutoCloseable {
  /** Ended though nobody had asked it to. */
  static final String ENDED = "ended by itself";

  /** Said that it was not live. */
  static final String NOT_LIVE = "could not go on";

  /** Needed more than 10 s to stop. */
  static final String SLOW = "stopped too slowly";

  /** A zombie that noticed that another one had its slot. */
  static final String FENCED = "zombie fenced";

  /** In front of why a worker ended or could not go on, in its own words. */
  static final String BECAUSE = "because: ";

  private static final int LONGEST_REASON = 150;

  private static final Logger log = LoggerFactory.getLogger(Workers.class);
  private static final Duration LOOK = Duration.ofMillis(400);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);
  private static final Duration ZOMBIES_TIME = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final WorkerProcess.Setting setting;
  private final Tally tally;
  private final Health health = new Health();
  private final Map<Integer, Slot> slots = new ConcurrentSkipListMap<>();
  private final AtomicInteger serial = new AtomicInteger();
  private final Repeating supervision;

  /** Whoever does something to a slot's process holds its lock. */
  private static final class Slot {
    final int number;
    final ReentrantLock lock = new ReentrantLock();
    volatile @Nullable WorkerProcess worker;
    volatile boolean wanted;

    Slot(int number) {
      this.number = number;
    }
  }

  /** Something is done to a slot's process. */
  private interface Deed {
    void to(Slot slot, WorkerProcess worker) throws IOException, InterruptedException;
  }

  /** Starts as many as are wanted at first; takes some seconds. */
  Workers(WorkerProcess.Setting setting, int count, Tally tally)
      throws IOException, InterruptedException {
    this.setting = setting;
    this.tally = tally;
    WorkerProcess.train(setting, health);
    for (int slot = 0; slot < count; slot++) {
      add(slot);
    }
    this.supervision = Repeating.start("supervision", LOOK, this::supervise);
  }

  /** One more. */
  void add(int number) throws IOException, InterruptedException {
    Slot slot = slots.computeIfAbsent(number, Slot::new);
    slot.lock.lockInterruptibly();
    try {
      slot.wanted = true;
      if (slot.worker == null) {
        slot.worker = start(slot);
      }
    } finally {
      slot.lock.unlock();
    }
  }

  /** One less. */
  void remove(int number) throws IOException, InterruptedException {
    with(
        number,
        (slot, worker) -> {
          slot.wanted = false;
          stop(worker);
          slot.worker = null;
        });
  }

  void kill(int number) throws IOException, InterruptedException {
    with(
        number,
        (slot, worker) -> {
          worker.kill();
          slot.worker = start(slot);
        });
  }

  void restart(int number) throws IOException, InterruptedException {
    with(
        number,
        (slot, worker) -> {
          stop(worker);
          slot.worker = start(slot);
        });
  }

  void freeze(int number, Duration lasting) throws IOException, InterruptedException {
    with(
        number,
        (slot, found) -> {
          WorkerProcess worker = working(slot, found);
          worker.process.freeze();
          Thread.sleep(lasting);
          worker.thaw();
        });
  }

  /** Freezes one, starts another one with the same slot, and lets the first wake up. */
  void replace(int number, Duration lasting) throws IOException, InterruptedException {
    with(
        number,
        (slot, found) -> {
          WorkerProcess worker = working(slot, found);
          worker.process.freeze();
          long frozenAt = System.nanoTime();
          slot.worker = start(slot);
          slot.worker.awaitReady();
          Duration left = lasting.minusNanos(System.nanoTime() - frozenAt);
          if (left.isPositive()) {
            Thread.sleep(left);
          }
          worker.thaw();
          endZombie(worker);
        });
  }

  /** One that has given up meanwhile, for want of a broker, is started anew: it can't be frozen. */
  private WorkerProcess working(Slot slot, WorkerProcess found)
      throws IOException, InterruptedException {
    WorkerProcess worker = found;
    worker.awaitReady();
    while (!worker.process.alive()) {
      ended(worker);
      worker = start(slot);
      slot.worker = worker;
      worker.awaitReady();
    }
    return worker;
  }

  private void endZombie(WorkerProcess zombie) throws InterruptedException {
    long deadline = System.nanoTime() + ZOMBIES_TIME.toNanos();
    while (System.nanoTime() < deadline) {
      if (!zombie.process.alive() || zombie.failure(LONGEST_SILENCE).isPresent()) {
        tally.add(FENCED);
        break;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    stop(zombie);
  }

  private void with(int number, Deed deed) throws IOException, InterruptedException {
    Slot slot = slots.computeIfAbsent(number, Slot::new);
    slot.lock.lockInterruptibly();
    try {
      WorkerProcess worker = slot.worker == null ? start(slot) : slot.worker;
      slot.worker = worker;
      deed.to(slot, worker);
    } finally {
      slot.lock.unlock();
    }
  }

  private WorkerProcess start(Slot slot) throws IOException {
    return WorkerProcess.start(setting, slot.number, serial.incrementAndGet(), health);
  }

  private void stop(WorkerProcess worker) {
    if (!worker.stop()) {
      tally.add(SLOW);
      log.warn("{} needed more than 10 s to stop", worker.process);
    }
  }

  private void supervise() throws IOException, InterruptedException {
    for (Slot slot : slots.values()) {
      if (slot.lock.tryLock()) {
        try {
          supervise(slot);
        } finally {
          slot.lock.unlock();
        }
      }
    }
  }

  private void supervise(Slot slot) throws IOException, InterruptedException {
    WorkerProcess worker = slot.worker;
    if (!slot.wanted || worker == null) {
      return;
    }
    if (!worker.process.alive()) {
      ended(worker);
      slot.worker = start(slot);
      return;
    }
    String failure = worker.failure(LONGEST_SILENCE).orElse("");
    if (!failure.isEmpty()) {
      tally.add(NOT_LIVE);
      tally.add(BECAUSE + reason(failure));
      log.warn("{} can't go on: {}", worker.process, failure);
      stop(worker);
      slot.worker = start(slot);
    }
  }

  private void ended(WorkerProcess worker) {
    String why = worker.lastWords();
    tally.add(ENDED);
    tally.add(BECAUSE + reason(why));
    log.warn("{} has ended with {}: {}", worker.process, worker.process.exit().join(), why);
  }

  /** The sentence without what differs each time. */
  static String reason(String text) {
    String sentence =
        text.replaceAll("^.*\"reasons\":\\[\"|\"].*$", "")
            .replaceFirst("^can't go on: ", "")
            .replaceAll("\\d+", "#");
    return sentence.length() <= LONGEST_REASON
        ? sentence
        : sentence.substring(0, LONGEST_REASON - 1) + "…";
  }

  /** Waits until so many work, or until the waiting is of no use any more. */
  void awaitReady(int enough, BooleanSupplier over) throws InterruptedException {
    while (!over.getAsBoolean() && ready() < enough) {
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private int ready() throws InterruptedException {
    int ready = 0;
    for (Slot slot : slots.values()) {
      WorkerProcess worker = slot.worker;
      // A slot that is locked is being disturbed.
      if (worker != null && !slot.lock.isLocked() && worker.ready()) {
        ready++;
      }
    }
    return ready;
  }

  /** Those that are wanted now. */
  int count() {
    return (int) slots.values().stream().filter(slot -> slot.wanted).count();
  }

  /** Asks all of them to end, and waits until they have. */
  @Override
  public void close() {
    supervision.close();
    List<Thread> stopping =
        slots.values().stream().map(slot -> Thread.startVirtualThread(() -> end(slot))).toList();
    for (Thread each : stopping) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    health.close();
  }

  private void end(Slot slot) {
    slot.lock.lock();
    try {
      if (slot.worker != null) {
        stop(slot.worker);
        slot.worker = null;
      }
    } finally {
      slot.lock.unlock();
    }
  }
}
