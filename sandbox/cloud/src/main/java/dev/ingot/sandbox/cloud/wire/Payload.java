package dev.ingot.sandbox.cloud.wire;

import dev.ingot.sandbox.cloud.wire.Authenticator.Proof;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The body of an S3 request: unwrapped, and verified against every hash and checksum that came with
 * it.
 */
public final class Payload {
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final int BUFFER = 64 * 1024;

  private Payload() {}

  /** What stands for the body's hash in the canonical request. */
  public static String declaredHash(ApiRequest request, Claim claim) {
    if (claim.expires().isPresent()) {
      return request.queryParameter("X-Amz-Content-Sha256").orElse(UNSIGNED);
    }
    return request
        .header("x-amz-content-sha256")
        .orElseThrow(
            () ->
                AwsError.of(
                    "InvalidRequest",
                    "Missing required header for this request:" + " x-amz-content-sha256"));
  }

  /**
   * Copies the body.
   *
   * @param most bytes of body that are accepted
   * @return its size and entity tag
   * @throws AwsError when it is too large, not what was signed, or differs from its checksum
   */
  public static Copied copy(
      ApiRequest request, Proof proof, InputStream body, OutputStream to, long most)
      throws IOException {
    String declared = declaredHash(request, proof.claim());
    InputStream in = new BufferedInputStream(body, 16 * 1024);
    AwsChunked chunked =
        declared.startsWith("STREAMING-") ? new AwsChunked(in, proof, declared) : null;
    Map<String, Checksum> checksums = wanted(request);
    MessageDigest sha256 = SigV4.sha256();
    Checksum md5 = Checksum.of("content-md5").orElseThrow();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    InputStream source = chunked == null ? in : chunked;
    for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
      size += read;
      if (size > most) {
        throw AwsError.of(
            "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
      }
      sha256.update(buffer, 0, read);
      md5.update(buffer, 0, read);
      for (Checksum checksum : checksums.values()) {
        checksum.update(buffer, 0, read);
      }
      to.write(buffer, 0, read);
    }
    Map<String, String> given = new HashMap<>(chunked == null ? Map.of() : chunked.trailers());
    checksums.keySet().forEach(name -> request.header(name).ifPresent(v -> given.put(name, v)));
    verify(checksums, given);
    if (chunked == null && !declared.equals(UNSIGNED)) {
      String actual = HexFormat.of().formatHex(sha256.digest());
      if (!actual.equals(declared)) {
        throw AwsError.of(
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.");
      }
    }
    return new Copied(size, entityTag(md5));
  }

  /** The entity tag of what is in a file. */
  public static String entityTag(Path file) throws IOException {
    Checksum md5 = Checksum.of("content-md5").orElseThrow();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        md5.update(buffer, 0, read);
      }
    }
    return entityTag(md5);
  }

  private static String entityTag(Checksum md5) {
    return "\"" + HexFormat.of().formatHex(Base64.getDecoder().decode(md5.value())) + "\"";
  }

  private static Map<String, Checksum> wanted(ApiRequest request) {
    Map<String, Checksum> wanted = new HashMap<>();
    for (String name : request.headers().keySet()) {
      Checksum.of(name).ifPresent(checksum -> wanted.put(name, checksum));
    }
    request
        .header("x-amz-trailer")
        .ifPresent(
            name -> Checksum.of(name).ifPresent(checksum -> wanted.put(name.strip(), checksum)));
    return wanted;
  }

  private static void verify(Map<String, Checksum> checksums, Map<String, String> given) {
    checksums.forEach(
        (name, checksum) -> {
          if (!checksum.value().equals(given.get(name))) {
            throw AwsError.of(
                "BadDigest",
                "The " + name + " you specified did not match the calculated checksum.");
          }
        });
  }

  /**
   * What was copied.
   *
   * @param entityTag quoted
   */
  public record Copied(long size, String entityTag) {}
}
