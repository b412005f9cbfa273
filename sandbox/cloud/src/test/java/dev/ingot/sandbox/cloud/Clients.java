package dev.ingot.sandbox.cloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS SDK's clients, pointed at a sandbox. */
record Clients(
    SdkHttpClient http,
    URI endpoint,
    AwsCredentialsProvider credentials,
    Ec2Client ec2,
    AutoScalingClient autoScaling,
    ElasticLoadBalancingV2Client elb,
    CloudWatchClient cloudWatch,
    SsmClient ssm,
    S3Client s3,
    StsClient sts)
    implements AutoCloseable {

  static Clients of(SandboxCloud cloud) {
    return of(
        cloud.endpoint(), cloud.bootstrap().accessKeyId(), cloud.bootstrap().secretAccessKey());
  }

  /** Clients that say at once what they were told. */
  static Clients withoutRetries(SandboxCloud cloud) {
    return of(
        cloud.endpoint(),
        cloud.bootstrap().accessKeyId(),
        cloud.bootstrap().secretAccessKey(),
        AwsRetryStrategy.doNotRetry());
  }

  static Clients of(URI endpoint, String keyId, String secret) {
    return of(endpoint, keyId, secret, AwsRetryStrategy.standardRetryStrategy());
  }

  private static Clients of(URI endpoint, String keyId, String secret, RetryStrategy retries) {
    SdkHttpClient http = UrlConnectionHttpClient.create();
    AwsCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret));
    Wiring wiring = new Wiring(http, endpoint, credentials, retries);
    return new Clients(
        http,
        endpoint,
        credentials,
        wiring.wire(Ec2Client.builder()).build(),
        wiring.wire(AutoScalingClient.builder()).build(),
        wiring.wire(ElasticLoadBalancingV2Client.builder()).build(),
        wiring.wire(CloudWatchClient.builder()).build(),
        wiring.wire(SsmClient.builder()).build(),
        wiring.wire(S3Client.builder()).forcePathStyle(true).build(),
        wiring.wire(StsClient.builder()).build());
  }

  private record Wiring(
      SdkHttpClient http, URI endpoint, AwsCredentialsProvider credentials, RetryStrategy retries) {
    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B wire(B builder) {
      return builder
          .httpClient(http)
          .endpointOverride(endpoint)
          .region(Region.US_EAST_1)
          .credentialsProvider(credentials)
          .overrideConfiguration(c -> c.retryStrategy(retries));
    }
  }

  S3Presigner presigner() {
    return S3Presigner.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  @Override
  public void close() {
    http.close();
  }
}
