package dev.ingot.sandbox.cloud.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.wire.Payload.Copied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123456789Z");
  private static final String HELLO = "\"5d41402abc4b2a76b9719d911017c592\"";

  @TempDir Path folder;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    store = new ObjectStore(folder, ObjectStore.Kept.NOTHING);
    store.createBucket("bucket");
    put("key", "hello", HELLO);
  }

  @Test
  void whatIsKeptIsThereAgain() throws IOException {
    ObjectStore.Kept kept = store.keep();
    assertThat(new ObjectStore(folder, kept).keep()).isEqualTo(kept);
    assertThat(kept.buckets().get("bucket"))
        .containsExactly(
            new ObjectStore.KeptObject("key", 5, HELLO, NOW, Map.of("x-amz-meta-a", "b")));
  }

  @Test
  void anObjectThatWasReplacedAfterwardsIsWhatItsFileIs() throws IOException {
    put("key", "other", "\"whatever\"");
    ObjectStore.Kept before = store.keep();
    store.put(
        "bucket",
        "key",
        Map.of(),
        NOW.plusSeconds(1),
        out -> {
          out.write("hello".getBytes(UTF_8));
          return new Copied(5, HELLO);
        });

    ObjectStore.Stored found = new ObjectStore(folder, before).find("bucket", "key").orElseThrow();
    assertThat(found.entityTag()).isEqualTo(HELLO);
    assertThat(found.modifiedAt()).isAfter(NOW);
  }

  @Test
  void anObjectThatWasDeletedAfterwardsIsGone() throws IOException {
    ObjectStore.Kept before = store.keep();
    store.delete("bucket", "key");
    assertThat(new ObjectStore(folder, before).find("bucket", "key")).isEmpty();
  }

  @Test
  void aFileThatBelongsToNoObjectIsDeleted() throws IOException {
    ObjectStore.Kept before = store.keep();
    put("later", "hello", HELLO);
    Files.writeString(folder.resolve("unfinished.part"), "x");

    assertThat(new ObjectStore(folder, before).find("bucket", "later")).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  private void put(String key, String content, String entityTag) throws IOException {
    store.put(
        "bucket",
        key,
        Map.of("x-amz-meta-a", "b"),
        NOW,
        out -> {
          out.write(content.getBytes(UTF_8));
          return new Copied(content.length(), entityTag);
        });
  }
}
