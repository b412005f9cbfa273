package dev.ingot.chaos;

import dev.ingot.chaos.Fates.Fate;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One run, from the first broker to the findings. */
final class ChaosRun {
  private static final Duration STARTED_WITHIN = Duration.ofMinutes(2);

  /** Nothing has come to its end for so long: what is left is stuck. */
  private static final Duration STUCK_AFTER = Duration.ofMinutes(2);

  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(15);
  private static final Duration READ_WITHIN = Duration.ofMinutes(2);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  private final Conditions conditions;
  private final Path folder;
  private final Consumer<String> tell;
  private final Tally tally = new Tally();

  /**
   * A run to be.
   *
   * @param folder for everything that it writes; the caller removes it
   * @param tell is told how it goes, one line at a time
   */
  ChaosRun(Conditions conditions, Path folder, Consumer<String> tell) {
    this.conditions = conditions;
    this.folder = folder;
    this.tell = tell;
  }

  /**
   * Runs it all; takes the time of the run and up to five minutes more.
   *
   * @throws IllegalStateException when the harness itself fails
   */
  Report run() throws IOException, InterruptedException {
    tell.accept("Starting %d broker(s) …".formatted(conditions.brokers()));
    try (Registry registry = new Registry(folder.resolve("registry"));
        Register register = Register.start();
        Brokers brokers = Brokers.start(folder, conditions.brokers())) {
      makeTopics(brokers.clients());
      return run(registry, register, brokers);
    }
  }

  private static void makeTopics(Clients clients) {
    try (LocalTopics topics = new LocalTopics(clients.bootstrapServers())) {
      Chain.names().forEach(name -> topics.create(name, Chain.PARTITIONS, Map.of()));
    }
  }

  private Report run(Registry registry, Register register, Brokers brokers)
      throws IOException, InterruptedException {
    Clients clients = brokers.clients();
    WorkerProcess.Setting setting =
        new WorkerProcess.Setting(
            folder, clients.bootstrapServers(), registry.url(), register.url(), conditions.seed());
    List<Fate> fed;
    Duration settling;
    try (Feeder feeder = new Feeder(conditions, clients, registry.url());
        Workers workers = new Workers(setting, conditions.workers(), tally);
        Disturbance disturbance = new Disturbance(workers, brokers, registry, tally);
        Ended ended = new Ended(clients, registry.url());
        HangingTransactions hanging = new HangingTransactions(setting, tally)) {
      awaitWorkers(workers);
      hanging.begin();
      Thread feeding = Thread.ofPlatform().name("feeder").daemon().start(feeder::feed);
      disturbance.begin(Schedule.of(conditions));
      while (!feeding.join(TELL_EVERY)) {
        tell.accept(
            "%,d fed, %,d ended, %d workers"
                .formatted(feeder.count(), ended.count(), workers.count()));
      }
      disturbance.end();
      feeder.feedLast();
      tell.accept("All %,d are fed; waiting until all have ended …".formatted(feeder.count()));
      fed = feeder.fed();
      settling = ended.await(fed.size(), STUCK_AFTER, SETTLED_WITHIN);
    }
    tell.accept("Reading the log …");
    return report(fed, settling, registry, register, clients);
  }

  private void awaitWorkers(Workers workers) throws InterruptedException {
    tell.accept("Starting %d workers …".formatted(conditions.workers()));
    long deadline = System.nanoTime() + STARTED_WITHIN.toNanos();
    workers.awaitReady(conditions.workers(), () -> System.nanoTime() > deadline);
  }

  private Report report(
      List<Fate> fed, Duration settling, Registry registry, Register register, Clients clients)
      throws InterruptedException {
    try (LogReader reader = new LogReader(clients, registry.url(), Chain.names())) {
      List<Entry> log = reader.all(READ_WITHIN);
      Findings findings =
          Checker.check(new Fates(conditions.seed()), fed, log, LowMarks.of(clients));
      return new Report(
          conditions, findings, Staleness.of(register.accesses()), tally.all(), settling);
    }
  }

  /** Follows how many records have come to their end. */
  private static final class Ended implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Set<Integer> numbers = new HashSet<>();
    private final Thread thread;
    private volatile boolean closing;

    Ended(Clients clients, String registryUrl) {
      this.thread =
          Thread.ofPlatform().name("ended").daemon().start(() -> follow(clients, registryUrl));
    }

    private void follow(Clients clients, String registryUrl) {
      List<String> ends =
          List.of(Chain.FINALS.name(Chain.PREFIX), Chain.PREFIX + Topics.DEAD_LETTERS);
      try (LogReader reader = new LogReader(clients, registryUrl, ends)) {
        while (!closing) {
          List<Entry> more = reader.more();
          synchronized (this) {
            more.forEach(entry -> numbers.add(entry.number()));
            notifyAll();
          }
        }
      }
    }

    synchronized int count() {
      return numbers.size();
    }

    /**
     * How long it took until so many had ended, or until nothing more did.
     *
     * @param silence without any end, after which the rest is not waited for
     * @param within all the time that there is
     */
    synchronized Duration await(int all, Duration silence, Duration within)
        throws InterruptedException {
      long began = System.nanoTime();
      long last = began;
      int before = numbers.size();
      while (numbers.size() < all) {
        long now = System.nanoTime();
        if (numbers.size() > before) {
          before = numbers.size();
          last = now;
        }
        if (now - last > silence.toNanos() || now - began > within.toNanos()) {
          break;
        }
        wait(LOOK.toMillis());
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() throws InterruptedException {
      closing = true;
      thread.join(Duration.ofSeconds(5));
    }
  }
}
