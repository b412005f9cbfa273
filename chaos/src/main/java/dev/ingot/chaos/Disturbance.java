package dev.ingot.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the schedule says. A fault comes at its time or later: on a machine that is too slow
 * for the schedule, workers are disturbed only while others of them work; what does not find its
 * time before the feeding ends does not happen.
 */
final class Disturbance implements AutoCloseable {
  /** For which there was no time. */
  static final String DROPPED = "fault dropped";

  private static final Logger log = LoggerFactory.getLogger(Disturbance.class);

  /** Workers that must work for the next one to be disturbed. */
  private static final int OTHERS = 2;

  /** From one to the next of those that are late: else all of them would come at once. */
  private static final Duration BETWEEN = Duration.ofMillis(2_500);

  private final Workers workers;
  private final Brokers brokers;
  private final Registry registry;
  private final Tally tally;
  private final List<Thread> planning = new ArrayList<>();
  private final List<Thread> running = new CopyOnWriteArrayList<>();
  private volatile boolean over;

  Disturbance(Workers workers, Brokers brokers, Registry registry, Tally tally) {
    this.workers = workers;
    this.brokers = brokers;
    this.registry = registry;
    this.tally = tally;
  }

  /** Plans all of it; the time runs from now. */
  void begin(List<Fault> schedule) {
    long begin = System.nanoTime();
    // Brokers and registry don't wait for workers, nor for one another.
    for (List<Fault> line : lines(schedule)) {
      planning.add(Thread.ofVirtual().start(() -> follow(line, begin)));
    }
  }

  private static Collection<List<Fault>> lines(List<Fault> schedule) {
    return schedule.stream().collect(Collectors.groupingBy(fault -> fault.kind().about)).values();
  }

  private void follow(List<Fault> line, long begin) {
    try {
      long last = begin - BETWEEN.toNanos();
      for (Fault fault : line) {
        long due = Math.max(begin + fault.at().toNanos(), last + BETWEEN.toNanos());
        long left = due - System.nanoTime();
        if (left > 0 && !over) {
          Thread.sleep(Duration.ofNanos(left));
        }
        boolean ofWorkers = fault.kind().about == Fault.About.WORKERS;
        if (ofWorkers) {
          workers.awaitReady(OTHERS, () -> over);
        }
        last = System.nanoTime();
        if (over) {
          tally.add(DROPPED);
        } else if (ofWorkers) {
          running.add(Thread.ofVirtual().start(() -> run(fault)));
        } else {
          run(fault);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Fault fault) {
    try {
      log.info("{}: {} for {} ms", fault.kind().words, fault.target(), fault.lasting().toMillis());
      happen(fault);
      tally.add(fault.kind().words);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      tally.add("failed: " + fault.kind().words);
      log.error("{} could not be done", fault, e);
    }
  }

  private void happen(Fault fault) throws IOException, InterruptedException {
    int target = fault.target();
    switch (fault.kind()) {
      case KILL -> workers.kill(target);
      case STOP -> workers.restart(target);
      case FREEZE -> workers.freeze(target, fault.lasting());
      case REPLACE -> workers.replace(target, fault.lasting());
      case ADD -> workers.add(target);
      case REMOVE -> workers.remove(target);
      case BROKER_KILL -> {
        brokers.kill(target);
        Thread.sleep(fault.lasting());
        brokers.begin(target);
        brokers.awaitAll();
      }
      case BROKER_STOP -> {
        brokers.stop(target);
        Thread.sleep(fault.lasting());
        brokers.begin(target);
        brokers.awaitAll();
      }
      case REGISTRY -> {
        registry.goAway();
        Thread.sleep(fault.lasting());
        registry.comeBack();
      }
    }
  }

  /** Lets nothing more begin, and waits until everything is as it should be again. */
  void end() throws InterruptedException {
    over = true;
    for (Thread each : planning) {
      each.join();
    }
    for (Thread each : running) {
      each.join();
    }
  }

  @Override
  public void close() {
    over = true;
    planning.forEach(Thread::interrupt);
    running.forEach(Thread::interrupt);
  }
}
