package dev.ingot.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the transactional producer, on a thread of its own: whatever is complete when a transaction
 * begins goes into it, so batches grow with the load, and but for a rush nothing waits for company.
 *
 * <p>Begin, send, offsets and commit follow each other without a pause. An aborted batch comes
 * again whole, without what is not ours any more, with less of a dead letter that is too large, and
 * without a look whose event is: that look has failed. A newer producer of the same slot ends the
 * worker.
 */
final class Committer<I> implements AutoCloseable {
  /** An event of ours, and where it is in the log. */
  record Announced(Emission<?> emission, RecordMetadata place) {}

  /** Who is told, before the records go on. */
  interface Listener<I> {
    /** What is about to be committed, as far as it is known where. It may come to nothing. */
    default void written(List<Announced> events) {}

    void committed(List<Settlement<I>> settlements, List<Announced> announced, Duration took);
  }

  private static final Logger log = LoggerFactory.getLogger(Committer.class);
  private static final String TROUBLE = "committing";

  /** In one transaction; polls bring as many. */
  static final int MOST_SETTLEMENTS = 2_000;

  /** For the next transaction; what comes meanwhile is enough for the one after it. */
  private static final int ENOUGH = MOST_SETTLEMENTS;

  /** So many at once are a rush: a moment more makes each of them cheaper. */
  private static final int RUSH = 200;

  private static final long LONGEST_RUSH_NANOS = 25_000_000;
  private static final Duration IDLE = Duration.ofMillis(200);

  /** How often offsets go on when nothing was settled, at most. */
  static final Duration TIDY_EVERY = Duration.ofSeconds(30);

  /** One commit waits up to 10 s; a commit that has not ended by then may have happened or not. */
  private static final int COMMIT_TRIES = 6;

  private static final RetryPolicy AGAIN =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(10), Duration.ofSeconds(2));

  private final BlockingQueue<Settlement<I>> queue = new LinkedBlockingQueue<>();
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Desk<I> desk;
  private final Listener<I> listener;
  private final WorkerState state;
  private final Duration tidyEvery;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable Producer<byte[], byte[]> producer;
  private int failures;
  private long lastTidied = System.nanoTime();

  /**
   * @param producers makes a producer whose transactions are initialised
   */
  Committer(
      String name,
      Supplier<Producer<byte[], byte[]>> producers,
      Desk<I> desk,
      Listener<I> listener,
      WorkerState state,
      Duration tidyEvery) {
    this.producers = producers;
    this.desk = desk;
    this.listener = listener;
    this.state = state;
    this.tidyEvery = tidyEvery;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** Takes over from whoever had this slot, and begins. */
  void start() {
    producer = producers.get();
    thread.start();
  }

  /** Does not wait; bounded by what is in hand. */
  void add(Settlement<I> settlement) {
    queue.add(settlement);
  }

  /** Whether more would only wait, and cost heap: the transactions decide how fast it goes. */
  boolean hasEnough() {
    return queue.size() >= ENOUGH;
  }

  private void run() {
    List<Settlement<I>> pending = new ArrayList<>();
    try {
      while (!stopping) {
        if (pending.isEmpty()) {
          Settlement<I> first = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
          if (first == null) {
            tidy();
            continue;
          }
          pending.add(first);
        }
        gather(pending);
        Batch<I> batch = desk.batch(pending);
        pending = new ArrayList<>(commit(batch));
      }
    } catch (ProducerFencedException e) {
      state.failed(
          "another worker of this stage has the same slot (give each its own), or no broker heard of"
              + " this one within a transaction's time",
          e);
    } catch (InterruptedException | InterruptException e) {
      if (!stopping) {
        state.failed("the committing thread was interrupted", e);
      }
    } catch (Throwable e) {
      state.failed("a transaction's end is not known: " + Sentences.of(e), e);
    }
  }

  /**
   * What is complete now; in a rush also what comes in a moment, as long as it does come: the size
   * of a transaction decides what each record in it costs.
   */
  private void gather(List<Settlement<I>> pending) throws InterruptedException {
    long began = System.nanoTime();
    int more = queue.drainTo(pending, MOST_SETTLEMENTS - pending.size());
    while (more > 0
        && pending.size() >= RUSH
        && pending.size() < MOST_SETTLEMENTS
        && System.nanoTime() - began < LONGEST_RUSH_NANOS) {
      Thread.sleep(1);
      more = queue.drainTo(pending, MOST_SETTLEMENTS - pending.size());
    }
  }

  /** While there is nothing else to do, and not for every marker in the log. */
  private void tidy() throws InterruptedException {
    if (System.nanoTime() - lastTidied >= tidyEvery.toNanos()) {
      lastTidied = System.nanoTime();
      commit(desk.leftBehind());
    }
  }

  /** What has to come again. */
  private List<Settlement<I>> commit(Batch<I> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      return List.of();
    }
    try {
      long began = System.nanoTime();
      List<Announced> announced = transaction(batch);
      listener.committed(
          batch.settlements(), announced, Duration.ofNanos(System.nanoTime() - began));
      desk.committed(batch);
      failures = 0;
      state.well(TROUBLE);
      return List.of();
    } catch (Undone undone) {
      failures++;
      if (!undone.ordinary || failures > 10) {
        state.trouble(TROUBLE, "can't commit: " + Sentences.of(undone.failure));
      }
      Thread.sleep(AGAIN.waitAfter(failures));
      return batch.settlements().stream().flatMap(s -> smaller(s, undone.tooLarge)).toList();
    }
  }

  /** The settlement with what the brokers take of it; none when that is not enough of it. */
  private Stream<Settlement<I>> smaller(Settlement<I> settlement, Set<Outgoing> tooLarge) {
    Optional<Outgoing> event =
        settlement.outgoing().stream()
            .filter(one -> one.emission() != null && tooLarge.contains(one))
            .findFirst();
    if (event.isPresent()) {
      EventTooLargeException why = new EventTooLargeException(event.get());
      log.warn("record={} outcome=failed failure=\"{}\"", settlement.record(), why.getMessage());
      desk.refused(settlement, why);
      return Stream.empty();
    }
    return Stream.of(
        new Settlement<>(
            settlement.record(),
            settlement.finished(),
            settlement.outgoing().stream()
                .map(one -> tooLarge.contains(one) ? DeadLetters.minimal(one) : one)
                .toList()));
  }

  /** All of it is in the log, or none. */
  private List<Announced> transaction(Batch<I> batch) throws Undone, InterruptedException {
    Producer<byte[], byte[]> current = producer();
    SentMessages sent = new SentMessages();
    try {
      current.beginTransaction();
      FaultPoint.TRANSACTION_BEGUN.pass();
      for (Settlement<I> settlement : batch.settlements()) {
        for (Outgoing outgoing : settlement.outgoing()) {
          sent.add(outgoing, current.send(outgoing.message()));
          passSent(current, outgoing);
        }
      }
      if (batch.member() != null) {
        current.sendOffsetsToTransaction(batch.offsets(), batch.member());
        FaultPoint.OFFSETS_SENT.pass();
      }
    } catch (ProducerFencedException | InterruptException e) {
      throw e;
    } catch (KafkaException | IllegalStateException e) {
      if (!aborts(current)) {
        replace(current);
      }
      throw new Undone(e, sent.tooLarge());
    }
    listener.written(sent.written());
    end(current, sent);
    FaultPoint.TRANSACTION_COMMITTED.pass();
    return sent.announced();
  }

  /** A send only begins; who is to die after it must not die before it. */
  private static void passSent(Producer<byte[], byte[]> current, Outgoing outgoing) {
    if (FaultPoint.watched()) {
      current.flush();
      FaultPoint.EVENT_SENT.pass(outgoing.message().topic());
    }
  }

  private void end(Producer<byte[], byte[]> current, SentMessages sent) throws Undone {
    for (int attempt = 1; ; attempt++) {
      try {
        current.commitTransaction();
        return;
      } catch (TimeoutException e) {
        // Neither yes nor no; asking again is the one thing that is allowed now.
        if (attempt == COMMIT_TRIES || stopping) {
          throw e;
        }
        state.trouble(TROUBLE, "a commit takes long: " + Sentences.of(e));
      } catch (ProducerFencedException | InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        // Where the producer lets us abort, a send was refused and nothing has been committed.
        if (aborts(current)) {
          throw new Undone(e, sent.tooLarge());
        }
        throw e;
      }
    }
  }

  /** Whether the producer takes it that the transaction comes to nothing. */
  private boolean aborts(Producer<byte[], byte[]> current) {
    try {
      current.abortTransaction();
      return true;
    } catch (ProducerFencedException | InterruptException e) {
      throw e;
    } catch (TimeoutException e) {
      // It cannot commit any more, though no broker has heard of it yet.
      replace(current);
      return true;
    } catch (KafkaException | IllegalStateException e) {
      return false;
    }
  }

  /** A new producer of the same slot first aborts what this one has left open. */
  private void replace(Producer<byte[], byte[]> current) {
    producer = null;
    current.close(Duration.ZERO);
  }

  private Producer<byte[], byte[]> producer() throws Undone {
    Producer<byte[], byte[]> current = producer;
    if (current == null) {
      try {
        current = producers.get();
      } catch (ProducerFencedException | InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        throw new Undone(e, Set.of());
      }
      producer = current;
    }
    return current;
  }

  /** Lets the transaction in progress end, within 3 s; what waits is not committed any more. */
  @Override
  public void close() {
    end(Duration.ofSeconds(2), Duration.ofSeconds(1));
  }

  /** As if the process had been killed. */
  void crash() {
    end(Duration.ZERO, Duration.ZERO);
  }

  private void end(Duration lastTransaction, Duration goodbye) {
    stopping = true;
    try {
      if (thread.isAlive() && !thread.join(lastTransaction)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Producer<byte[], byte[]> current = producer;
    if (current != null) {
      current.close(goodbye);
    }
  }

  /** The transaction was aborted: nothing of it is in the log. */
  private static final class Undone extends Exception {
    private static final long serialVersionUID = 1L;

    /** A stale member epoch is what every rebalance brings; the next poll brings the new one. */
    final boolean ordinary;

    final RuntimeException failure;
    final transient Set<Outgoing> tooLarge;

    Undone(RuntimeException cause, Set<Outgoing> tooLarge) {
      super(cause);
      this.tooLarge = tooLarge;
      this.failure = cause;
      this.ordinary = cause instanceof CommitFailedException;
    }
  }
}
