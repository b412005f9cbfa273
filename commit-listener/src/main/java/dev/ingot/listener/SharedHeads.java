package dev.ingot.listener;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks each repository one question at a time, and for all who wait together. An answer that was
 * asked for before somebody came may be older than the push that brought them: so they share the
 * next one, not the one under way. Thread-safe.
 */
final class SharedHeads implements Heads {
  private final Heads heads;
  private final Map<String, Queue> queues = new HashMap<>();

  SharedHeads(Heads heads) {
    this.heads = heads;
  }

  /** Of one repository; guarded by {@link #queues}, but for its turn. */
  private static final class Queue {
    final ReentrantLock turn = new ReentrantLock(true);
    @Nullable Round next;
    int askers;
  }

  /** One question, for all who joined before it was asked. */
  private static final class Round {
    final Set<String> refs = new TreeSet<>();
    final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
  }

  @Override
  public Map<String, String> heads(String repository, Set<String> refs) throws IOException {
    Queue queue;
    Round round;
    boolean first;
    synchronized (queues) {
      queue = queues.computeIfAbsent(repository, r -> new Queue());
      queue.askers++;
      Round open = queue.next;
      first = open == null;
      round = open == null ? new Round() : open;
      queue.next = round;
      round.refs.addAll(refs);
    }
    try {
      if (first) {
        ask(repository, queue, round);
      }
      return answer(round);
    } finally {
      synchronized (queues) {
        if (--queue.askers == 0) {
          queues.remove(repository);
        }
      }
    }
  }

  private void ask(String repository, Queue queue, Round round) {
    queue.turn.lock();
    try {
      Set<String> refs;
      synchronized (queues) {
        queue.next = null;
        refs = Set.copyOf(round.refs);
      }
      round.answer.complete(heads.heads(repository, refs));
    } catch (IOException | RuntimeException e) {
      round.answer.completeExceptionally(e);
    } finally {
      queue.turn.unlock();
    }
  }

  private static Map<String, String> answer(Round round) throws IOException {
    try {
      return round.answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a repository was asked");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("a repository was asked in vain", e.getCause());
    }
  }
}
