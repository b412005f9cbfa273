package dev.ingot.sandbox.cloud.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The arithmetic of Signature Version 4, as in "Create a signed AWS API request" of the IAM User
 * Guide. Pure.
 */
public final class SigV4 {
  /** The only algorithm there is. */
  public static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** Hash of nothing. */
  static final String EMPTY_HASH = hash(new byte[0]);

  private SigV4() {}

  /**
   * The request in its one canonical form.
   *
   * @param s3 S3 encodes the path once, everything else twice
   * @param signedHeaders lower-case, sorted
   */
  static String canonicalRequest(
      ApiRequest request, boolean s3, List<String> signedHeaders, String payloadHash) {
    String path = request.path().isEmpty() ? "/" : request.path();
    String canonicalPath = Percent.encode(s3 ? Percent.decode(path, false) : path, true);
    StringBuilder headers = new StringBuilder();
    for (String name : signedHeaders) {
      List<String> values = request.headers().getOrDefault(name, List.of());
      headers.append(name).append(':');
      headers.append(String.join(",", values.stream().map(SigV4::tidy).toList())).append('\n');
    }
    return String.join(
        "\n",
        request.method(),
        canonicalPath,
        canonicalQuery(request.query()),
        headers.toString(),
        String.join(";", signedHeaders),
        payloadHash);
  }

  static String stringToSign(String timestamp, Scope scope, String canonicalRequest) {
    return String.join(
        "\n",
        ALGORITHM,
        timestamp,
        scope.text(),
        hash(canonicalRequest.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] signingKey(String secret, Scope scope) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(scope.date(), scope.region(), scope.service(), "aws4_request")) {
      key = hmac(key, part);
    }
    return key;
  }

  static String sign(byte[] signingKey, String stringToSign) {
    return HexFormat.of().formatHex(hmac(signingKey, stringToSign));
  }

  /** SHA-256, in lower-case hexadecimal. */
  public static String hash(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String canonicalQuery(String query) {
    List<String> pairs = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!name.equals("X-Amz-Signature")) {
        pairs.add(recode(name) + "=" + recode(value));
      }
    }
    // '=' sorts after '-' and '.', so names are compared before values.
    pairs.sort(
        (a, b) -> {
          int names = nameOf(a).compareTo(nameOf(b));
          return names != 0 ? names : a.compareTo(b);
        });
    return String.join("&", Collections.unmodifiableList(pairs));
  }

  private static String nameOf(String pair) {
    return pair.substring(0, pair.indexOf('='));
  }

  private static String recode(String text) {
    return Percent.encode(Percent.decode(text, false), false);
  }

  private static String tidy(String value) {
    return value.strip().replaceAll(" +", " ");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /**
   * What a signature is good for: a day, a region and a service.
   *
   * @param date eight digits
   */
  public record Scope(String date, String region, String service) {
    String text() {
      return date + "/" + region + "/" + service + "/aws4_request";
    }
  }
}
