package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Payload;
import dev.ingot.sandbox.cloud.wire.Payload.Copied;
import dev.ingot.sandbox.cloud.wire.SigV4;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * S3's buckets. An object is a file whose name is the hash of its key, so that no key can lead
 * anywhere else. What is asked for by bucket is known to memory alone.
 */
public final class ObjectStore {
  private static final int MOST_BUCKETS = 100;

  private final Path folder;
  private final Map<String, ConcurrentSkipListMap<String, Stored>> buckets =
      new ConcurrentHashMap<>();

  /**
   * An object.
   *
   * @param metadata headers that come back with it, by lower-case name
   */
  record Stored(
      String key,
      Path file,
      long size,
      String entityTag,
      Instant modifiedAt,
      Map<String, String> metadata) {
    KeptObject keep() {
      return new KeptObject(key, size, entityTag, modifiedAt, metadata);
    }
  }

  /** Writes a body. */
  @FunctionalInterface
  interface Writer {
    Copied writeTo(OutputStream out) throws IOException;
  }

  /**
   * Opens the store.
   *
   * @param kept what was there before; an object of it whose file is gone is left out, and a file
   *     that belongs to no object is deleted
   */
  public ObjectStore(Path folder, Kept kept) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    for (Map.Entry<String, List<KeptObject>> bucket : kept.buckets.entrySet()) {
      createBucket(bucket.getKey());
      for (KeptObject object : bucket.getValue()) {
        find(bucket.getKey(), object)
            .ifPresent(stored -> bucket(bucket.getKey()).put(stored.key(), stored));
      }
    }
    deleteFilesOfNobody();
  }

  /** What is kept across a restart. */
  public record Kept(Map<String, List<KeptObject>> buckets) {
    /** Of a store with nothing in it. */
    public static final Kept NOTHING = new Kept(Map.of());
  }

  /** An object without its content, which is in its file. */
  public record KeptObject(
      String key, long size, String entityTag, Instant modifiedAt, Map<String, String> metadata) {}

  /** What there is to be kept: all that was written before the call. */
  public Kept keep() {
    Map<String, List<KeptObject>> kept = new TreeMap<>();
    buckets.forEach(
        (name, objects) -> kept.put(name, objects.values().stream().map(Stored::keep).toList()));
    return new Kept(kept);
  }

  /** A file that was written after what was kept of it has the last word. */
  private Optional<Stored> find(String bucket, KeptObject kept) throws IOException {
    Path file = file(bucket, kept.key());
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Instant writtenAt = Files.getLastModifiedTime(file).toInstant();
    boolean same =
        Files.size(file) == kept.size()
            && writtenAt.toEpochMilli() == kept.modifiedAt().toEpochMilli();
    return Optional.of(
        same
            ? new Stored(
                kept.key(), file, kept.size(), kept.entityTag(), kept.modifiedAt(), kept.metadata())
            : new Stored(
                kept.key(),
                file,
                Files.size(file),
                Payload.entityTag(file),
                writtenAt,
                kept.metadata()));
  }

  private void deleteFilesOfNobody() throws IOException {
    Set<Path> files =
        buckets.values().stream()
            .flatMap(objects -> objects.values().stream())
            .map(Stored::file)
            .collect(Collectors.toSet());
    List<Path> all;
    try (Stream<Path> listed = Files.list(folder)) {
      all = listed.toList();
    }
    for (Path file : all) {
      if (!files.contains(file)) {
        Files.delete(file);
      }
    }
  }

  /**
   * Makes a bucket; does nothing when it is there.
   *
   * @return whether it is new
   */
  public boolean createBucket(String name) {
    if (!name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]") || name.contains("..")) {
      throw AwsError.of("InvalidBucketName", "The specified bucket is not valid.");
    }
    if (buckets.size() >= MOST_BUCKETS) {
      throw AwsError.of("TooManyBuckets", "You have attempted to create more buckets than allowed");
    }
    return buckets.putIfAbsent(name, new ConcurrentSkipListMap<>()) == null;
  }

  void deleteBucket(String name) {
    if (!bucket(name).isEmpty()) {
      throw new AwsError(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
    }
    buckets.remove(name);
  }

  List<String> buckets() {
    return buckets.keySet().stream().sorted().toList();
  }

  /**
   * The bucket's objects, by key.
   *
   * @throws AwsError when there is no such bucket
   */
  ConcurrentSkipListMap<String, Stored> bucket(String name) {
    ConcurrentSkipListMap<String, Stored> bucket = buckets.get(name);
    if (bucket == null) {
      throw new AwsError(404, "NoSuchBucket", "The specified bucket does not exist");
    }
    return bucket;
  }

  /** Writes an object, whole or not at all. */
  Stored put(String bucket, String key, Map<String, String> metadata, Instant now, Writer writer)
      throws IOException {
    checkKey(key);
    ConcurrentSkipListMap<String, Stored> objects = bucket(bucket);
    Path file = file(bucket, key);
    Path unfinished = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Copied copied;
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        copied = writer.writeTo(out);
      }
      Files.setLastModifiedTime(unfinished, FileTime.from(now));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      Stored stored =
          new Stored(key, file, copied.size(), copied.entityTag(), now, new TreeMap<>(metadata));
      objects.put(key, stored);
      return stored;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  Optional<Stored> find(String bucket, String key) {
    return Optional.ofNullable(bucket(bucket).get(key));
  }

  /** Does nothing when there is none. */
  void delete(String bucket, String key) throws IOException {
    Stored stored = bucket(bucket).remove(key);
    if (stored != null) {
      Files.deleteIfExists(stored.file());
    }
  }

  private Path file(String bucket, String key) {
    return folder.resolve(SigV4.hash((bucket + "/" + key).getBytes(StandardCharsets.UTF_8)));
  }

  private static void checkKey(String key) {
    if (key.getBytes(StandardCharsets.UTF_8).length > 1024) {
      throw AwsError.of("KeyTooLongError", "Your key is too long");
    }
  }
}
