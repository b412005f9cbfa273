package dev.ingot.sandbox.cloud.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.api.ObjectStore;
import dev.ingot.sandbox.cloud.model.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaverTest {
  @TempDir Path folder;
  private final Account account = Everything.of(1);
  private Saver saver;

  @BeforeEach
  void open() throws IOException {
    saver =
        new Saver(
            account,
            new ObjectStore(folder.resolve("objects"), ObjectStore.Kept.NOTHING),
            new DocumentFile(folder));
  }

  @Test
  void whatIsSavedIsOnDisk() throws IOException {
    saver.save();
    account.alone(() -> account.tags().put("i-1", Map.of("a", "b")));
    saver.save();
    assertThat(onDisk()).isEqualTo(account.keep());
  }

  @Test
  void nothingIsWrittenWhenNothingHasChanged() throws IOException {
    saver.save();
    Files.delete(folder.resolve("state.json"));
    saver.save();
    assertThat(folder.resolve("state.json")).doesNotExist();
  }

  @Test
  void aFailedSaveIsMadeUpFor() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("state.json/full"));
    saver.saveIfPossible();
    Files.delete(inTheWay);
    Files.delete(folder.resolve("state.json"));
    saver.save();
    assertThat(onDisk()).isEqualTo(account.keep());
  }

  @Test
  void manyMaySaveAtOnceAndSomeMayHoldTheLock() throws IOException {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        String resource = "i-" + i;
        Runnable change = () -> account.tags().put(resource, Map.of("a", "b"));
        Runnable task =
            i % 2 == 0
                ? () -> {
                  account.alone(change);
                  saver.saveIfPossible();
                }
                : () ->
                    account.alone(
                        () -> {
                          change.run();
                          saver.saveIfPossible();
                        });
        threads.execute(task);
      }
    }
    assertThat(onDisk()).isEqualTo(account.keep());
    assertThat(account.tags().all()).hasSizeGreaterThan(200);
  }

  private Account.Kept onDisk() throws IOException {
    return new DocumentFile(folder).read().orElseThrow().account();
  }
}
