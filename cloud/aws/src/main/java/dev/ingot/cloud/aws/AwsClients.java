package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Safeguards;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The SDK's clients of one environment.
 *
 * @param urgentElb the way back: no breaker and no limiter in front of it
 */
record AwsClients(
    Ec2Client ec2,
    AutoScalingClient groups,
    ElasticLoadBalancingV2Client elb,
    ElasticLoadBalancingV2Client urgentElb,
    CloudWatchClient metrics,
    SsmClient ssm,
    S3Client s3,
    S3Presigner presigner,
    AwsSafeguards safeguards,
    List<AutoCloseable> shared)
    implements AutoCloseable {

  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(15);
  // A source archive may be hundreds of megabytes: its upload is the one long call.
  private static final Duration S3_ATTEMPT = Duration.ofMinutes(2);
  private static final Duration S3_CALL = Duration.ofMinutes(5);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  static AwsClients of(CloudEnvironment environment, Safeguards settings) {
    Maker maker = new Maker(environment);
    AwsSafeguards safeguards =
        new AwsSafeguards(environment, settings, CALL, S3_CALL, Clock.systemUTC());
    return new AwsClients(
        maker.make(Ec2Client.builder(), safeguards, AwsService.EC2),
        maker.make(AutoScalingClient.builder(), safeguards, AwsService.AUTO_SCALING),
        maker.make(ElasticLoadBalancingV2Client.builder(), safeguards, AwsService.ELB),
        maker.urgent(ElasticLoadBalancingV2Client.builder()),
        maker.make(CloudWatchClient.builder(), safeguards, AwsService.CLOUDWATCH),
        maker.make(SsmClient.builder(), safeguards, AwsService.SSM),
        maker.s3(safeguards),
        maker.presigner(),
        safeguards,
        List.of(maker.http, maker.credentials));
  }

  @Override
  public void close() {
    ec2.close();
    groups.close();
    elb.close();
    urgentElb.close();
    metrics.close();
    ssm.close();
    s3.close();
    presigner.close();
    for (AutoCloseable resource : shared) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("an SDK resource does not close", e);
      }
    }
  }

  /** Gives every client the same region, endpoint, credentials, retries and timeouts. */
  private static final class Maker {
    private final CloudEnvironment environment;
    private final SdkHttpClient http =
        UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ATTEMPT).build();
    private final DefaultCredentialsProvider credentials =
        DefaultCredentialsProvider.builder().build();

    Maker(CloudEnvironment environment) {
      this.environment = environment;
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C make(
        B builder, AwsSafeguards safeguards, AwsService service) {
      return configure(builder, ATTEMPT, CALL, Optional.of(safeguards.of(service))).build();
    }

    /** Nothing stands in front of it. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C urgent(B builder) {
      return configure(builder, ATTEMPT, CALL, Optional.empty()).build();
    }

    S3Client s3(AwsSafeguards safeguards) {
      return configure(
              S3Client.builder(), S3_ATTEMPT, S3_CALL, Optional.of(safeguards.of(AwsService.S3)))
          .serviceConfiguration(pathStyle())
          // TLS guards the way; a checksum trailer would only shut out stores that are not S3.
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
          .build();
    }

    S3Presigner presigner() {
      S3Presigner.Builder builder =
          S3Presigner.builder()
              .region(Region.of(environment.region()))
              .credentialsProvider(credentials)
              .serviceConfiguration(pathStyle());
      environment.endpoint().ifPresent(builder::endpointOverride);
      return builder.build();
    }

    private S3Configuration pathStyle() {
      return S3Configuration.builder()
          .pathStyleAccessEnabled(environment.endpoint().isPresent())
          .chunkedEncodingEnabled(false)
          .build();
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
        B builder, Duration attempt, Duration call, Optional<ExecutionInterceptor> guard) {
      ClientOverrideConfiguration.Builder override =
          ClientOverrideConfiguration.builder()
              .retryStrategy(RetryMode.STANDARD)
              .apiCallAttemptTimeout(attempt)
              .apiCallTimeout(call);
      guard.ifPresent(override::addExecutionInterceptor);
      builder
          .region(Region.of(environment.region()))
          .credentialsProvider(credentials)
          .httpClient(http)
          .overrideConfiguration(override.build());
      environment.endpoint().ifPresent(builder::endpointOverride);
      return builder;
    }
  }
}
