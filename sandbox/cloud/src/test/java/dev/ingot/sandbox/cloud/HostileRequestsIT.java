package dev.ingot.sandbox.cloud;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What nobody should send. */
class HostileRequestsIT {
  @TempDir static Path folder;
  private static SandboxCloud cloud;

  @BeforeAll
  static void start() {
    cloud = SandboxCloud.start(folder.resolve("cloud"), 0, 0);
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void refusesTheUnsigned() throws IOException {
    assertThat(raw("POST /", "Content-Type: application/x-www-form-urlencoded", "Action=x"))
        .startsWith("HTTP/1.1 403")
        .contains("<Code>MissingAuthenticationToken</Code>");
    assertThat(raw("GET /ingot-artifacts/x", "X-Any: thing", ""))
        .startsWith("HTTP/1.1 403")
        .contains("<Code>AccessDenied</Code>");
    assertThat(raw("POST /", "X-Amz-Target: AmazonSSM.SendCommand", "{}"))
        .startsWith("HTTP/1.1 400")
        .contains("MissingAuthenticationTokenException");
  }

  @Test
  void refusesTheWronglySigned() {
    Clients wrong = Clients.of(cloud.endpoint(), cloud.bootstrap().accessKeyId(), "not the secret");
    Clients stranger = Clients.of(cloud.endpoint(), "AKIAAAAAAAAAAAAAAAAA", "any");
    try (wrong;
        stranger) {
      assertThat(code(() -> wrong.ec2().describeImages())).isEqualTo("SignatureDoesNotMatch");
      assertThat(code(() -> wrong.ssm().getParameter(r -> r.name("x"))))
          .isEqualTo("InvalidSignatureException");
      // The JDK's own HTTP client hides the body of a 401, and with it AWS's code.
      assertThatThrownBy(() -> stranger.ec2().describeImages())
          .isInstanceOfSatisfying(
              AwsServiceException.class, e -> assertThat(e.statusCode()).isEqualTo(401));
      assertThat(code(() -> stranger.autoScaling().describeAccountLimits()))
          .isEqualTo("InvalidClientTokenId");
      assertThat(code(() -> stranger.s3().listBuckets())).isEqualTo("InvalidAccessKeyId");
      assertThat(code(() -> stranger.cloudWatch().listMetrics()))
          .isEqualTo("UnrecognizedClientException");
    }
  }

  @Test
  void refusesUnknownActionsInTheServicesOwnShape() throws IOException {
    assertThat(signed("ec2", Map.of(), "Action=DescribeSpotFleets&Version=2016-11-15"))
        .startsWith("HTTP/1.1 400")
        .contains("<Response><Errors><Error><Code>InvalidAction</Code>");
    assertThat(signed("elasticloadbalancing", Map.of(), "Action=Nonsense"))
        .contains("<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code>");
    assertThat(signed("ssm", Map.of("X-Amz-Target", "AmazonSSM.Nonsense"), "{}"))
        .contains("UnknownOperationException");
    assertThat(signed("lambda", Map.of(), "Action=Invoke")).startsWith("HTTP/1.1 400");
    assertThat(signed("ec2", Map.of(), "")).contains("<Code>MissingAction</Code>");
  }

  @Test
  void refusesBodiesThatCannotBeRead() throws IOException {
    Map<String, String> ssm = Map.of("X-Amz-Target", "AmazonSSM.SendCommand");
    for (String bad : List.of("{", "[]", "\u0000", "{\"a\":".repeat(5_000), "nul")) {
      assertThat(signed("ssm", ssm, bad))
          .startsWith("HTTP/1.1 400")
          .contains("SerializationException");
    }
    for (String bad :
        List.of(
            "{\"DocumentName\":5}",
            "{\"DocumentName\":\"AWS-RunShellScript\",\"Parameters\":7,\"InstanceIds\":{}}",
            "{\"DocumentName\":\"AWS-RunShellScript\",\"Parameters\":{\"commands\":[\"x\"],"
                + "\"executionTimeout\":[\"-1\"]},\"InstanceIds\":[\"i-1\"]}")) {
      assertThat(signed("ssm", ssm, bad)).startsWith("HTTP/1.1 400");
    }
    for (String bad : List.of("\u00ff\u00ff\u00ff", "\u00bf", "\u009f".repeat(5_000), "\u00a1")) {
      assertThat(
              signed(
                  "monitoring",
                  Map.of("smithy-protocol", "rpc-v2-cbor"),
                  "/service/GraniteServiceVersion20100801/operation/GetMetricData",
                  bad.getBytes(ISO_8859_1)))
          .startsWith("HTTP/1.1 400");
    }
    assertThat(signed("monitoring", Map.of(), "Action=GetMetricData&StartTime=never"))
        .contains("<Code>ValidationError</Code>");
  }

  @Test
  void refusesValuesOutOfRange() throws IOException {
    for (String bad :
        List.of(
            "Action=RunInstances&ImageId=ami-00000000000000001&MinCount=1&MaxCount=99999999",
            "Action=RunInstances&ImageId=../../etc&MinCount=1&MaxCount=1",
            "Action=RunInstances&ImageId=ami-00000000000000001&MaxCount=1&UserData=%00%ff",
            "Action=DescribeImages&Filter.1.Name=name&Filter.1.Value.1=" + "*a".repeat(5_000),
            "Action=DescribeInstances&NextToken=%00",
            "Action=CreateTags&ResourceId.1=../x&Tag.1.Key=a")) {
      assertThat(signed("ec2", Map.of(), bad)).startsWith("HTTP/1.1 400");
    }
    for (String bad :
        List.of(
            "Action=CreateTargetGroup&Name=a&Port=99999",
            "Action=CreateTargetGroup&Name=a&HealthCheckPath=http://evil/",
            "Action=CreateTargetGroup&Name=a&HealthCheckPath=/%0d%0aX:y",
            "Action=CreateTargetGroup&Name=a&Matcher.HttpCode=(a%2B)%2B")) {
      assertThat(signed("elasticloadbalancing", Map.of(), bad)).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void refusesWhatIsTooLarge() throws IOException {
    assertThat(signed("ec2", Map.of(), "Action=" + "x".repeat(1024 * 1024)))
        .startsWith("HTTP/1.1 413");
    assertThat(raw("GET /", "X-Long: " + "x".repeat(20_000), "")).startsWith("HTTP/1.1 431");
  }

  @Test
  void keepsEveryObjectInsideItsFolder() throws IOException {
    for (String path :
        List.of(
            "/ingot-artifacts/../../../escaped",
            "/ingot-artifacts/..%2f..%2f..%2fescaped",
            "/ingot-artifacts/%2e%2e/%2e%2e/escaped",
            "/ingot-artifacts//etc/escaped",
            "/ingot-artifacts/a%00b",
            "/../escaped/x")) {
      signed("s3", Map.of("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), path, "x".getBytes(UTF_8));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("escaped"));
    }
    assertThat(Path.of("/etc/escaped")).doesNotExist();
  }

  @Test
  void keepsItsKeyToItself() throws IOException {
    assertThat(Files.getPosixFilePermissions(folder.resolve("cloud/access-key"))).hasSize(2);
    assertThat(cloud.bootstrap().toString()).doesNotContain(cloud.bootstrap().secretAccessKey());
  }

  @Test
  void saysWhichPortIsTaken() {
    assertThatThrownBy(
            () -> SandboxCloud.start(folder.resolve("second"), cloud.endpoint().getPort(), 0))
        .hasMessageContaining(String.valueOf(cloud.endpoint().getPort()));
  }

  @Test
  void refusesAFolderThatIsInUse() {
    assertThatThrownBy(() -> SandboxCloud.start(folder.resolve("cloud"), 0, 0))
        .hasMessageContaining("another sandbox uses");
  }

  private static String code(Runnable call) {
    try {
      call.run();
    } catch (AwsServiceException e) {
      return e.awsErrorDetails().errorCode();
    }
    throw new AssertionError("it was accepted");
  }

  private static String signed(String service, Map<String, String> headers, String body)
      throws IOException {
    return signed(service, headers, "/", body.getBytes(UTF_8));
  }

  private static String signed(
      String service, Map<String, String> headers, String path, byte[] body) throws IOException {
    URI endpoint = cloud.endpoint();
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(service.equals("s3") ? SdkHttpMethod.PUT : SdkHttpMethod.POST)
            .protocol("http")
            .host(endpoint.getHost())
            .port(endpoint.getPort())
            .encodedPath(path);
    headers.forEach(request::putHeader);
    AwsCredentialsIdentity identity =
        AwsCredentialsIdentity.create(
            cloud.bootstrap().accessKeyId(), cloud.bootstrap().secretAccessKey());
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(identity)
                        .request(request.build())
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !service.equals("s3")));
    StringBuilder text = new StringBuilder();
    text.append(signed.request().method()).append(' ').append(path).append(" HTTP/1.1\r\n");
    signed
        .request()
        .forEachHeader(
            (name, values) ->
                values.forEach(
                    value -> text.append(name).append(": ").append(value).append("\r\n")));
    text.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    return raw(text + new String(body, ISO_8859_1));
  }

  private static String raw(String methodAndPath, String header, String body) throws IOException {
    String lines =
        String.join(
            "\r\n",
            methodAndPath + " HTTP/1.1",
            "Host: x",
            header,
            "Content-Length: " + body.length(),
            "Connection: close",
            "",
            body);
    return raw(lines);
  }

  private static String raw(String request) throws IOException {
    return RawHttp.send(cloud.endpoint(), request);
  }
}
