package dev.ingot.sandbox.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The AWS SDK's own clients against the sandbox's store, and curl beside them. */
class ObjectsApiIT {
  @TempDir static Path folder;
  private static SandboxCloud cloud;
  private static Clients aws;

  @BeforeAll
  static void start() {
    cloud = SandboxCloud.start(folder, 0, 0);
    aws = Clients.of(cloud);
  }

  @AfterAll
  static void stop() {
    aws.close();
    cloud.close();
  }

  @Test
  void keepsObjects() throws Exception {
    String bucket = cloud.bootstrap().bucket();
    byte[] large = new byte[3_000_000];
    java.util.Arrays.fill(large, (byte) 7);
    for (String key : List.of("a/b.tgz", "a/x/../../y", "a/ü &+%2F.txt", "a/c/d", "//x")) {
      aws.s3()
          .putObject(
              r -> r.bucket(bucket).key(key).metadata(Map.of("mine", "yes")),
              RequestBody.fromBytes(large));
      assertThat(aws.s3().getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray())
          .isEqualTo(large);
    }
    assertThat(aws.s3().headObject(r -> r.bucket(bucket).key("a/b.tgz")).metadata())
        .containsEntry("mine", "yes");
    assertThat(
            aws
                .s3()
                .listObjectsV2Paginator(r -> r.bucket(bucket).prefix("a/").maxKeys(2))
                .contents()
                .stream()
                .map(S3Object::key))
        .containsExactly("a/b.tgz", "a/c/d", "a/x/../../y", "a/ü &+%2F.txt");
    aws.s3().deleteObject(r -> r.bucket(bucket).key("a/b.tgz"));
    assertThatThrownBy(() -> aws.s3().getObject(r -> r.bucket(bucket).key("a/b.tgz")))
        .isInstanceOf(NoSuchKeyException.class);
    assertThatThrownBy(
            () ->
                aws.s3()
                    .putObject(
                        r -> r.bucket(bucket).key("../../../../x"), RequestBody.fromString("x")))
        .isInstanceOf(S3Exception.class);
    aws.s3().createBucket(r -> r.bucket("another"));
    aws.s3().headBucket(r -> r.bucket("another"));
  }

  @Test
  void keepsObjectsThatCurlSends() throws Exception {
    String bucket = cloud.bootstrap().bucket();
    try (S3Presigner presigner = aws.presigner();
        HttpClient client = HttpClient.newHttpClient()) {
      URI put =
          presigner
              .presignPutObject(
                  p ->
                      p.signatureDuration(Duration.ofMinutes(5))
                          .putObjectRequest(r -> r.bucket(bucket).key("log")))
              .url()
              .toURI();
      HttpRequest upload =
          HttpRequest.newBuilder(put).PUT(HttpRequest.BodyPublishers.ofString("the log")).build();
      assertThat(client.send(upload, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      GetObjectRequest wanted = GetObjectRequest.builder().bucket(bucket).key("log").build();
      URI get =
          presigner
              .presignGetObject(
                  p -> p.signatureDuration(Duration.ofMinutes(5)).getObjectRequest(wanted))
              .url()
              .toURI();
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(get).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode() + " " + answer.body()).isEqualTo("200 the log");
      URI forged = URI.create(get.toString().replace("/log?", "/a%2Fb.tgz?"));
      HttpResponse<String> refused =
          client.send(HttpRequest.newBuilder(forged).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>");
    }
  }

  @Test
  void saysWhoOneIs() {
    assertThat(aws.sts().getCallerIdentity().account()).isEqualTo("000000000000");
    assertThat(aws.ssm().getParameter(r -> r.name("/ingot/images/debian-12")).parameter().value())
        .isEqualTo(cloud.bootstrap().baseImageId());
  }
}
