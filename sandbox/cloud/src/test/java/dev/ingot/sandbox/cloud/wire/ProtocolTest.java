package dev.ingot.sandbox.cloud.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  @Test
  void saysNoAsEc2Does() {
    assertThat(text(Protocol.EC2))
        .endsWith(
            "<Response><Errors><Error><Code>Some.Code</Code><Message>a &lt; b &amp; \uFFFD"
                + "</Message></Error></Errors><RequestID>r1</RequestID></Response>");
  }

  @Test
  void saysNoAsTheQueryProtocolDoes() {
    assertThat(text(Protocol.QUERY))
        .endsWith(
            "<ErrorResponse><Error><Type>Sender</Type><Code>Some.Code</Code><Message>a &lt; b"
                + " &amp; \uFFFD</Message></Error><RequestId>r1</RequestId></ErrorResponse>");
  }

  @Test
  void saysNoAsS3Does() {
    assertThat(text(Protocol.S3))
        .endsWith(
            "<Error><Code>Some.Code</Code><Message>a &lt; b &amp; \uFFFD</Message>"
                + "<Resource>/x</Resource><RequestId>r1</RequestId></Error>");
  }

  @Test
  void saysNoInJson() {
    assertThat(text(Protocol.JSON))
        .isEqualTo("{\"__type\":\"Some.Code\",\"message\":\"a < b & \\u0000\"}");
  }

  @Test
  void refusesInEveryProtocolsWords() {
    for (Protocol protocol : Protocol.values()) {
      for (Refusal refusal : Refusal.values()) {
        AwsError words = protocol.words(refusal, "why");
        assertThat(words.status()).isBetween(400, 403);
        assertThat(words.code()).isNotEmpty();
      }
    }
    assertThat(Protocol.QUERY.words(Refusal.MISSING, "").code())
        .isEqualTo("MissingAuthenticationToken");
    assertThat(Protocol.JSON.words(Refusal.MISMATCH, "").code())
        .isEqualTo("InvalidSignatureException");
  }

  @Test
  void tellsProtocolsApart() {
    assertThat(of(Map.of("smithy-protocol", "rpc-v2-cbor"), "monitoring")).isEqualTo(Protocol.CBOR);
    assertThat(of(Map.of("x-amz-target", "AmazonSSM.GetParameter"), "ssm"))
        .isEqualTo(Protocol.JSON);
    assertThat(of(Map.of(), "monitoring")).isEqualTo(Protocol.QUERY);
    assertThat(of(Map.of(), "ec2")).isEqualTo(Protocol.EC2);
    assertThat(of(Map.of(), "s3")).isEqualTo(Protocol.S3);
  }

  private static Protocol of(Map<String, String> headers, String service) {
    Map<String, List<String>> lists =
        headers.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Map.Entry::getKey, entry -> List.of(entry.getValue())));
    return Protocol.of(new ApiRequest("POST", "/", "", lists), Optional.of(service));
  }

  private static String text(Protocol protocol) {
    Reply.Body body =
        protocol.render(AwsError.of("Some.Code", "a < b & \u0000"), "r1", "/x").body();
    return new String(((Reply.Body.Bytes) body).content(), StandardCharsets.UTF_8);
  }
}
