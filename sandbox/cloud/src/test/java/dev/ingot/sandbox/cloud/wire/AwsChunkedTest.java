package dev.ingot.sandbox.cloud.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.wire.Authenticator.Proof;
import dev.ingot.sandbox.cloud.wire.Refusal.RefusedException;
import dev.ingot.sandbox.cloud.wire.SigV4.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The signatures are those of the example in the S3 API reference: 66,560 times the letter a. */
class AwsChunkedTest {
  private static final String SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String FIRST =
      "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
  private static final String SECOND =
      "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
  private static final String LAST =
      "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";
  private static final Scope SCOPE = new Scope("20130524", "us-east-1", "s3");
  private static final Proof PROOF =
      new Proof(
          new Claim(
              "AKIAIOSFODNN7EXAMPLE",
              SCOPE,
              List.of("host"),
              "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
              "20130524T000000Z",
              Instant.parse("2013-05-24T00:00:00Z"),
              Optional.empty()),
          SigV4.signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", SCOPE));

  private static String published() {
    return "10000;chunk-signature="
        + FIRST
        + "\r\n"
        + "a".repeat(65_536)
        + "\r\n400;chunk-signature="
        + SECOND
        + "\r\n"
        + "a".repeat(1_024)
        + "\r\n0;chunk-signature="
        + LAST
        + "\r\n\r\n";
  }

  @Test
  void readsThePublishedExample() throws IOException {
    assertThat(read(published(), SIGNED)).isEqualTo("a".repeat(66_560));
  }

  @Test
  void refusesAChangedByte() {
    String changed = published().replaceFirst("aaaa\r\n400", "aaab\r\n400");
    assertThatThrownBy(() -> read(changed, SIGNED)).isInstanceOf(RefusedException.class);
  }

  @Test
  void refusesAStreamThatEndsEarly() {
    String cut = published().substring(0, 70_000 - 4_000);
    assertThatThrownBy(() -> read(cut, SIGNED)).isInstanceOf(RuntimeException.class);
    String withoutLast = published().substring(0, published().indexOf("\r\n0;"));
    assertThatThrownBy(() -> read(withoutLast, SIGNED)).isInstanceOf(AwsError.class);
  }

  @Test
  void refusesSizesThatAreNone() {
    for (String bad : List.of("", "zz\r\n", "-1\r\n", "fffffffffffffff\r\n", "1".repeat(9_000))) {
      assertThatThrownBy(() -> read(bad, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
          .isInstanceOf(AwsError.class);
    }
  }

  @Test
  void verifiesTheTrailingChecksum() throws IOException {
    assertThat(copy("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n")).isEqualTo(5);
    assertThatThrownBy(() -> copy("5\r\nhellO\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"))
        .isInstanceOfSatisfying(AwsError.class, e -> assertThat(e.code()).isEqualTo("BadDigest"));
    assertThatThrownBy(() -> copy("5\r\nhello\r\n0\r\n\r\n")).isInstanceOf(AwsError.class);
  }

  private static String read(String body, String mode) throws IOException {
    return new String(
        new AwsChunked(stream(body), PROOF, mode).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static long copy(String body) throws IOException {
    ApiRequest request =
        new ApiRequest(
            "PUT",
            "/b/k",
            "",
            Map.of(
                "x-amz-content-sha256", List.of("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
                "x-amz-trailer", List.of("x-amz-checksum-crc32")));
    return Payload.copy(request, PROOF, stream(body), new ByteArrayOutputStream(), 1_000).size();
  }

  private static ByteArrayInputStream stream(String body) {
    return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
  }
}
