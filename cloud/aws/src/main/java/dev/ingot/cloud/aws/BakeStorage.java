package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.ImageBaker.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A bake's two objects: the source archive on the way in, the whole log on the way out. */
final class BakeStorage {
  private final S3Client s3;
  private final S3Presigner presigner;
  private final String bucket;

  BakeStorage(CloudEnvironment environment, AwsClients clients) {
    this.s3 = clients.s3();
    this.presigner = clients.presigner();
    this.bucket = environment.artifactBucket();
  }

  boolean hasArchive(String bakeKey) {
    try {
      s3.headObject(r -> r.bucket(bucket).key(archive(bakeKey)));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return false;
      }
      throw e;
    }
  }

  void upload(String bakeKey, Source source) {
    try {
      RequestBody body =
          RequestBody.fromContentProvider(
              () -> {
                try {
                  return source.open();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              source.size(),
              "application/gzip");
      s3.putObject(r -> r.bucket(bucket).key(archive(bakeKey)), body);
    } catch (IOException | UncheckedIOException e) {
      throw new CloudException.Unavailable("the source archive cannot be read", e);
    }
  }

  void deleteArchive(String bakeKey) {
    s3.deleteObject(r -> r.bucket(bucket).key(archive(bakeKey)));
  }

  URI archiveForReading(String bakeKey, Duration valid) {
    return uri(
        presigner
            .presignGetObject(
                p ->
                    p.signatureDuration(valid)
                        .getObjectRequest(r -> r.bucket(bucket).key(archive(bakeKey))))
            .url());
  }

  URI logForWriting(String bakeKey, Duration valid) {
    return uri(
        presigner
            .presignPutObject(
                p ->
                    p.signatureDuration(valid)
                        .putObjectRequest(r -> r.bucket(bucket).key("logs/" + bakeKey + ".log")))
            .url());
  }

  private static String archive(String bakeKey) {
    return "sources/" + bakeKey + ".tar.gz";
  }

  private static URI uri(URL url) {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new CloudException.Invalid("the SDK signed an address that is none", e);
    }
  }
}
