package dev.ingot.sandbox.cloud.wire;

import dev.ingot.sandbox.cloud.wire.Refusal.RefusedException;
import dev.ingot.sandbox.cloud.wire.SigV4.Scope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says of its signature, not yet believed.
 *
 * @param timestamp such as {@code 20150830T123600Z}, as sent
 * @param expires seconds that a presigned address is good for; empty when it is not presigned
 */
public record Claim(
    String keyId,
    Scope scope,
    List<String> signedHeaders,
    String signature,
    String timestamp,
    Instant signedAt,
    Optional<Long> expires) {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
  private static final long LONGEST_EXPIRY = 604_800;

  public Claim {
    signedHeaders = List.copyOf(signedHeaders);
  }

  /**
   * Reads the claim from the Authorization header, or else from a presigned query.
   *
   * @throws RefusedException when there is none, or none that can be read
   */
  public static Claim of(ApiRequest request) {
    Optional<String> authorization = request.header("authorization");
    if (authorization.isPresent()) {
      return ofHeader(request, authorization.get());
    }
    if (request.query().contains("X-Amz-Signature=")) {
      return ofQuery(request.queryParameters());
    }
    throw new RefusedException(Refusal.MISSING, "Missing Authentication Token");
  }

  private static Claim ofHeader(ApiRequest request, String authorization) {
    if (!authorization.startsWith(SigV4.ALGORITHM + " ")) {
      throw malformed("Authorization header must begin with " + SigV4.ALGORITHM);
    }
    Map<String, String> parts = new HashMap<>();
    for (String part : authorization.substring(SigV4.ALGORITHM.length() + 1).split(",", -1)) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length == 2) {
        parts.put(pair[0], pair[1]);
      }
    }
    String timestamp =
        request
            .header("x-amz-date")
            .orElseThrow(() -> malformed("Authorization header requires an X-Amz-Date header"));
    return build(
        part(parts, "Credential"),
        part(parts, "SignedHeaders"),
        part(parts, "Signature"),
        timestamp,
        Optional.empty());
  }

  private static Claim ofQuery(Map<String, String> query) {
    if (!SigV4.ALGORITHM.equals(query.get("X-Amz-Algorithm"))) {
      throw malformed("X-Amz-Algorithm only supports " + SigV4.ALGORITHM);
    }
    long expires;
    try {
      expires = Long.parseLong(part(query, "X-Amz-Expires"));
    } catch (NumberFormatException e) {
      throw malformed("X-Amz-Expires should be a number");
    }
    if (expires < 0 || expires > LONGEST_EXPIRY) {
      throw malformed("X-Amz-Expires must be less than a week (in seconds)");
    }
    return build(
        part(query, "X-Amz-Credential"),
        part(query, "X-Amz-SignedHeaders"),
        part(query, "X-Amz-Signature"),
        part(query, "X-Amz-Date"),
        Optional.of(expires));
  }

  private static Claim build(
      String credential,
      String signedHeaders,
      String signature,
      String timestamp,
      Optional<Long> expires) {
    String[] scope = credential.split("/", -1);
    if (scope.length != 5 || !scope[4].equals("aws4_request")) {
      throw malformed("Credential must have exactly 5 slash-delimited elements");
    }
    Instant signedAt;
    try {
      signedAt = LocalDateTime.parse(timestamp, TIMESTAMP).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw malformed("Date must be in ISO-8601 'basic format'");
    }
    if (!timestamp.startsWith(scope[1])) {
      throw malformed("Date in Credential scope does not match the date of the request");
    }
    List<String> headers = List.of(signedHeaders.split(";"));
    if (!headers.contains("host")) {
      throw malformed("'Host' must be a 'SignedHeader' in the AWS Authorization");
    }
    return new Claim(
        scope[0],
        new Scope(scope[1], scope[2], scope[3]),
        headers,
        signature,
        timestamp,
        signedAt,
        expires);
  }

  private static String part(Map<String, String> parts, String name) {
    String value = parts.get(name);
    if (value == null || value.isEmpty()) {
      throw malformed("Authorization requires '" + name + "' parameter");
    }
    return value;
  }

  private static RefusedException malformed(String message) {
    return new RefusedException(Refusal.MALFORMED, message);
  }
}
