package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.api.ObjectStore.Stored;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.wire.ApiRequest;
import dev.ingot.sandbox.cloud.wire.Authenticator.Proof;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Payload;
import dev.ingot.sandbox.cloud.wire.Percent;
import dev.ingot.sandbox.cloud.wire.Reply;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** S3's actions on buckets and objects, path style. Bodies are streamed. */
final class S3 {
  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
  private static final long LARGEST_OBJECT = 5L << 30;
  private static final int MOST_KEYS = 1_000;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

  /** Kept with the object and sent back with it. */
  private static final List<String> KEPT =
      List.of("content-type", "content-encoding", "content-disposition", "cache-control");

  private final ObjectStore store;
  private final Clock clock;

  S3(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * @param body read only by what needs it
   */
  Reply handle(ApiRequest request, Proof proof, InputStream body) throws IOException {
    String path = request.path().substring(Math.min(1, request.path().length()));
    int slash = path.indexOf('/');
    String bucket = Percent.decode(slash < 0 ? path : path.substring(0, slash), false);
    String key = slash < 0 ? "" : Percent.decode(path.substring(slash + 1), false);
    if (bucket.isEmpty()) {
      return listBuckets(request);
    }
    return key.isEmpty() ? onBucket(request, bucket) : onObject(request, proof, body, bucket, key);
  }

  private Reply listBuckets(ApiRequest request) {
    if (!request.method().equals("GET")) {
      throw notAllowed();
    }
    Xml xml = new Xml("Bucket");
    xml.root(
        "ListAllMyBucketsResult",
        NAMESPACE,
        root ->
            root.node("Owner", owner -> owner.text("ID", Arns.ACCOUNT))
                .list(
                    "Buckets",
                    store.buckets(),
                    (Xml item, String name) ->
                        item.text("Name", name)
                            .text("CreationDate", Times.millis(clock.instant()))));
    return xml(xml);
  }

  private Reply onBucket(ApiRequest request, String bucket) {
    Map<String, String> query = request.queryParameters();
    return switch (request.method()) {
      case "PUT" -> {
        if (!store.createBucket(bucket)) {
          throw new AwsError(
              409,
              "BucketAlreadyOwnedByYou",
              "Your previous request to create the named bucket succeeded and you already own it.");
        }
        yield Reply.empty(200).with("Location", "/" + bucket);
      }
      case "HEAD" -> {
        store.bucket(bucket);
        yield Reply.empty(200).with("x-amz-bucket-region", Arns.REGION);
      }
      case "GET" -> {
        if (query.containsKey("location")) {
          store.bucket(bucket);
          yield xml(new Xml("").root("LocationConstraint", NAMESPACE, root -> {}));
        }
        yield list(bucket, query);
      }
      case "DELETE" -> {
        store.deleteBucket(bucket);
        yield Reply.empty(204);
      }
      default -> throw notAllowed();
    };
  }

  private Reply list(String bucket, Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    String after =
        query.getOrDefault(
            "continuation-token",
            query.getOrDefault("start-after", query.getOrDefault("marker", "")));
    String asked = query.getOrDefault("max-keys", String.valueOf(MOST_KEYS));
    if (!asked.matches("[0-9]{1,9}")) {
      throw AwsError.of("InvalidArgument", "Provided max-keys not an integer or within range");
    }
    int most = Math.min(MOST_KEYS, Integer.parseInt(asked));
    List<Stored> found = new ArrayList<>();
    TreeSet<String> prefixes = new TreeSet<>();
    String last = "";
    boolean truncated = false;
    for (Stored stored : store.bucket(bucket).tailMap(after, false).values()) {
      String key = stored.key();
      if (!key.startsWith(prefix) || inside(after, key, delimiter)) {
        continue;
      }
      int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      String common = end < 0 ? "" : key.substring(0, end + delimiter.length());
      if (!common.isEmpty() && prefixes.contains(common)) {
        continue;
      }
      if (found.size() + prefixes.size() >= most) {
        truncated = true;
        break;
      }
      if (common.isEmpty()) {
        found.add(stored);
        last = key;
      } else {
        prefixes.add(common);
        last = common;
      }
    }
    boolean encode = query.getOrDefault("encoding-type", "").equals("url");
    Optional<String> next = truncated ? Optional.of(last) : Optional.empty();
    Xml xml = new Xml("");
    xml.root(
        "ListBucketResult",
        NAMESPACE,
        root -> {
          root.text("Name", bucket)
              .text("Prefix", encoded(prefix, encode))
              .text("MaxKeys", most)
              .text("KeyCount", found.size() + prefixes.size())
              .text("IsTruncated", next.isPresent())
              .text("NextContinuationToken", next);
          if (!delimiter.isEmpty()) {
            root.text("Delimiter", encoded(delimiter, encode));
          }
          if (encode) {
            root.text("EncodingType", "url");
          }
          for (Stored stored : found) {
            root.node(
                "Contents",
                node ->
                    node.text("Key", encoded(stored.key(), encode))
                        .text("LastModified", Times.millis(stored.modifiedAt()))
                        .text("ETag", stored.entityTag())
                        .text("Size", stored.size())
                        .text("StorageClass", "STANDARD"));
          }
          for (String common : prefixes) {
            root.node("CommonPrefixes", node -> node.text("Prefix", encoded(common, encode)));
          }
        });
    return xml(xml);
  }

  /** Whether the key is under a common prefix that the page before ended with. */
  private static boolean inside(String after, String key, String delimiter) {
    return !delimiter.isEmpty() && after.endsWith(delimiter) && key.startsWith(after);
  }

  private static String encoded(String text, boolean encode) {
    return encode ? Percent.encode(text, true) : text;
  }

  private Reply onObject(
      ApiRequest request, Proof proof, InputStream body, String bucket, String key)
      throws IOException {
    return switch (request.method()) {
      case "PUT" -> put(request, proof, body, bucket, key);
      case "GET" -> {
        Stored stored = get(bucket, key);
        Optional<ByteRange> range =
            request.header("range").flatMap(header -> ByteRange.of(header, stored.size()));
        yield range
            .map(part -> part.reply(stored.file(), headers(stored)))
            .orElseGet(() -> whole(stored));
      }
      case "HEAD" -> {
        Stored stored = get(bucket, key);
        yield new Reply(200, headers(stored), new Reply.Body.Bytes(new byte[0]))
            .with("Content-Length", String.valueOf(stored.size()));
      }
      case "DELETE" -> {
        store.delete(bucket, key);
        yield Reply.empty(204);
      }
      default -> throw notAllowed();
    };
  }

  private Reply put(ApiRequest request, Proof proof, InputStream body, String bucket, String key)
      throws IOException {
    if (request.header("x-amz-copy-source").isPresent()
        || request.queryParameters().keySet().stream()
            .anyMatch(name -> List.of("partNumber", "uploadId", "tagging", "acl").contains(name))) {
      throw new AwsError(
          501, "NotImplemented", "A header you provided implies functionality that is not here");
    }
    if (request.header("if-none-match").isPresent() && store.find(bucket, key).isPresent()) {
      throw new AwsError(
          412,
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold");
    }
    Stored stored =
        store.put(
            bucket,
            key,
            metadata(request),
            clock.instant(),
            out -> Payload.copy(request, proof, body, out, LARGEST_OBJECT));
    return Reply.empty(200).with("ETag", stored.entityTag());
  }

  private static Map<String, String> metadata(ApiRequest request) {
    Map<String, String> kept = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (KEPT.contains(name) || name.startsWith("x-amz-meta-")) {
                kept.put(name, String.join(",", values));
              }
            });
    kept.computeIfPresent(
        "content-encoding",
        (name, value) -> {
          String rest = value.replaceFirst("^aws-chunked,? *", "");
          return rest.isEmpty() ? null : rest;
        });
    return kept;
  }

  private static Reply whole(Stored stored) {
    return new Reply(
        200, headers(stored), new Reply.Body.FileContent(stored.file(), 0, Long.MAX_VALUE));
  }

  private Stored get(String bucket, String key) {
    return store
        .find(bucket, key)
        .orElseThrow(() -> new AwsError(404, "NoSuchKey", "The specified key does not exist."));
  }

  private static Map<String, String> headers(Stored stored) {
    Map<String, String> headers = new TreeMap<>(stored.metadata());
    headers.putIfAbsent("content-type", "binary/octet-stream");
    headers.put("ETag", stored.entityTag());
    headers.put("Accept-Ranges", "bytes");
    headers.put("Last-Modified", HTTP_DATE.format(stored.modifiedAt().atZone(ZoneOffset.UTC)));
    return headers;
  }

  private static Reply xml(Xml xml) {
    return Reply.of(200, "application/xml", xml.toString());
  }

  private static AwsError notAllowed() {
    return new AwsError(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
  }
}
