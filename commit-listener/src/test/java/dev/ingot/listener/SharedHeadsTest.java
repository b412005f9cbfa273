package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharedHeadsTest {
  private final List<Set<String>> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch firstBegan = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);

  /** The first question takes until it may end; the answer says which question it was. */
  private Map<String, String> answer(String repository, Set<String> refs) throws IOException {
    asked.add(refs);
    String number = String.valueOf(asked.size());
    if (asked.size() == 1) {
      firstBegan.countDown();
      try {
        firstMayEnd.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    return Map.of("main", number, "next", number);
  }

  @Test
  void manyWhoWaitShareOneQuestionThatIsAskedAfterTheyCame() throws Exception {
    SharedHeads heads = new SharedHeads(this::answer);
    CountDownLatch came = new CountDownLatch(100);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<String>> first = threads.submit(() -> heads.head("r", "main"));
      firstBegan.await();
      List<Future<Optional<String>>> others = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String ref = i % 2 == 0 ? "main" : "next";
        others.add(
            threads.submit(
                () -> {
                  came.countDown();
                  return heads.head("r", ref);
                }));
      }
      came.await();
      // The first of them leads and waits for its turn; the others may only join it.
      firstMayEnd.countDown();

      assertThat(first.get()).contains("1");
      for (Future<Optional<String>> other : others) {
        assertThat(Integer.parseInt(other.get().orElseThrow())).isGreaterThan(1);
      }
    }
    assertThat(asked.size()).isLessThan(100);
  }

  @Test
  void anotherRepositoryIsNotHeldUp() throws Exception {
    SharedHeads heads = new SharedHeads(this::answer);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<String>> slow = threads.submit(() -> heads.head("r", "main"));
      firstBegan.await();

      assertThat(heads.head("other", "main")).contains("2");

      firstMayEnd.countDown();
      assertThat(slow.get()).contains("1");
    }
  }

  @Test
  void aFailureIsToldToAllAndTheNextQuestionIsAskedAnew() throws Exception {
    firstMayEnd.countDown();
    SharedHeads heads =
        new SharedHeads(
            (repository, refs) -> {
              if (answer(repository, refs).containsValue("1")) {
                throw new IOException("no answer");
              }
              return Map.of("main", "2");
            });

    assertThatThrownBy(() -> heads.head("r", "main")).hasMessage("no answer");
    assertThat(heads.head("r", "main")).contains("2");
  }
}
