package dev.ingot.sandbox.cloud.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.wire.Refusal.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The signatures are AWS's own: the SigV4 test suite and the S3 API reference published them. */
class SigV4Test {
  private static final AccessKey SUITE =
      new AccessKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  private static final AccessKey S3 =
      new AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

  @Test
  void acceptsTheSuitesVanillaRequest() {
    accepts(
        suite("GET", "", Map.of()),
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        SigV4.EMPTY_HASH);
  }

  @Test
  void sortsTheQuery() {
    accepts(
        suite("GET", "Param2=value2&Param1=value1", Map.of()),
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        SigV4.EMPTY_HASH);
  }

  @Test
  void acceptsAForm() {
    accepts(
        suite("POST", "", Map.of("content-type", "application/x-www-form-urlencoded")),
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        SigV4.hash("Param1=value1".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void acceptsS3sGet() {
    accepts(
        s3("GET", "/test.txt", "", Map.of("range", "bytes=0-9"), SigV4.EMPTY_HASH),
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        SigV4.EMPTY_HASH);
  }

  @Test
  void acceptsS3sPutOfAKeyThatNeedsEncoding() {
    String hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    accepts(
        s3(
            "PUT",
            "/test$file.text",
            "",
            Map.of(
                "date", "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class", "REDUCED_REDUNDANCY"),
            hash),
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        hash);
  }

  @Test
  void acceptsS3sListWithAndWithoutValues() {
    accepts(
        s3("GET", "/", "lifecycle", Map.of(), SigV4.EMPTY_HASH),
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        SigV4.EMPTY_HASH);
    accepts(
        s3("GET", "/", "max-keys=2&prefix=J", Map.of(), SigV4.EMPTY_HASH),
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        SigV4.EMPTY_HASH);
  }

  @Test
  void acceptsAPresignedAddressUntilItExpires() {
    ApiRequest request = presigned();
    Instant signed = Instant.parse("2013-05-24T00:00:00Z");
    assertThatCode(() -> verify(S3, request, signed.plusSeconds(86_400), "UNSIGNED-PAYLOAD"))
        .doesNotThrowAnyException();
    assertThat(refusal(S3, request, signed.plusSeconds(86_401), "UNSIGNED-PAYLOAD"))
        .isEqualTo(Refusal.EXPIRED);
  }

  @Test
  void refusesWhatWasChanged() {
    Instant now = Instant.parse("2015-08-30T12:36:00Z");
    ApiRequest request =
        signed(
            suite("GET", "Param1=value1", Map.of()),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    assertThat(refusal(SUITE, request, now, SigV4.EMPTY_HASH)).isEqualTo(Refusal.MISMATCH);
    assertThat(refusal(S3, request, now, SigV4.EMPTY_HASH)).isEqualTo(Refusal.UNKNOWN_KEY);
    assertThat(refusal(SUITE, request, now.plusSeconds(901), SigV4.EMPTY_HASH))
        .isEqualTo(Refusal.SKEWED);
  }

  @Test
  void refusesWhatIsNoSignature() {
    for (String bad :
        List.of(
            "Basic dXNlcjpwYXNz",
            "AWS4-HMAC-SHA256 ",
            "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=y",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=y",
            "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=date,"
                + " Signature=y")) {
      ApiRequest request =
          new ApiRequest(
              "GET",
              "/",
              "",
              Map.of("authorization", List.of(bad), "x-amz-date", List.of("20150830T123600Z")));
      assertThatThrownBy(() -> Claim.of(request))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.MALFORMED));
    }
    assertThatThrownBy(() -> Claim.of(new ApiRequest("GET", "/", "", Map.of())))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.MISSING));
  }

  private static void accepts(ApiRequest request, String signature, String payloadHash) {
    boolean suite = request.header("host").orElseThrow().equals("example.amazonaws.com");
    Instant now = Instant.parse(suite ? "2015-08-30T12:36:00Z" : "2013-05-24T00:00:00Z");
    assertThatCode(() -> verify(suite ? SUITE : S3, signed(request, signature), now, payloadHash))
        .doesNotThrowAnyException();
  }

  private static Refusal refusal(
      AccessKey key, ApiRequest request, Instant now, String payloadHash) {
    try {
      verify(key, request, now, payloadHash);
    } catch (RefusedException e) {
      return e.refusal();
    }
    throw new AssertionError("it was accepted");
  }

  private static void verify(AccessKey key, ApiRequest request, Instant now, String payloadHash) {
    new Authenticator(
            key, new Sessions(Clock.fixed(now, ZoneOffset.UTC)), Clock.fixed(now, ZoneOffset.UTC))
        .verify(request, Claim.of(request), payloadHash);
  }

  private static ApiRequest suite(String method, String query, Map<String, String> more) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("host", "example.amazonaws.com");
    headers.put("x-amz-date", "20150830T123600Z");
    return request(method, "/", query, headers);
  }

  private static ApiRequest s3(
      String method, String path, String query, Map<String, String> more, String hash) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("host", "examplebucket.s3.amazonaws.com");
    headers.put("x-amz-content-sha256", hash);
    headers.put("x-amz-date", "20130524T000000Z");
    return request(method, path, query, headers);
  }

  private static ApiRequest presigned() {
    return request(
        "GET",
        "/test.txt",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        Map.of("host", "examplebucket.s3.amazonaws.com"));
  }

  private static ApiRequest request(
      String method, String path, String query, Map<String, String> headers) {
    return new ApiRequest(
        method,
        path,
        query,
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))));
  }

  /** The same, with all of its headers signed. */
  private static ApiRequest signed(ApiRequest request, String signature) {
    boolean suite = request.header("host").orElseThrow().equals("example.amazonaws.com");
    String credential =
        suite
            ? "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"
            : "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
    Map<String, List<String>> headers = new TreeMap<>(request.headers());
    headers.put(
        "authorization",
        List.of(
            "AWS4-HMAC-SHA256 Credential="
                + credential
                + ", SignedHeaders="
                + String.join(";", new TreeMap<>(request.headers()).keySet())
                + ", Signature="
                + signature));
    return new ApiRequest(request.method(), request.path(), request.query(), headers);
  }
}
