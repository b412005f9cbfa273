package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Safeguards;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
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
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients of one environment. Each is made when it is first asked for: no worker needs
 * all of them, and one costs megabytes of classes.
 */
final class AwsClients implements AutoCloseable {
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(15);
  // A source archive may be hundreds of megabytes: its upload is the one long call.
  private static final Duration S3_ATTEMPT = Duration.ofMinutes(2);
  private static final Duration S3_CALL = Duration.ofMinutes(5);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Shared: the SDK would make five threads for each client. */
  private static final int TIMERS = 4;

  private final AwsSafeguards safeguards;
  private final Maker maker;
  private final List<Lazy<? extends SdkAutoCloseable>> clients = new ArrayList<>();
  private final Lazy<Ec2Client> ec2;
  private final Lazy<AutoScalingClient> groups;
  private final Lazy<ElasticLoadBalancingV2Client> elb;
  private final Lazy<ElasticLoadBalancingV2Client> urgentElb;
  private final Lazy<CloudWatchClient> metrics;
  private final Lazy<SsmClient> ssm;
  private final Lazy<S3Client> s3;
  private final Lazy<S3Presigner> presigner;

  AwsClients(CloudEnvironment environment, Safeguards settings) {
    safeguards = new AwsSafeguards(environment, settings, CALL, S3_CALL, Clock.systemUTC());
    maker = new Maker(environment);
    ec2 = lazy(() -> maker.make(Ec2Client.builder(), safeguards, AwsService.EC2));
    groups =
        lazy(() -> maker.make(AutoScalingClient.builder(), safeguards, AwsService.AUTO_SCALING));
    elb =
        lazy(() -> maker.make(ElasticLoadBalancingV2Client.builder(), safeguards, AwsService.ELB));
    urgentElb = lazy(() -> maker.urgent(ElasticLoadBalancingV2Client.builder()));
    metrics = lazy(() -> maker.make(CloudWatchClient.builder(), safeguards, AwsService.CLOUDWATCH));
    ssm = lazy(() -> maker.make(SsmClient.builder(), safeguards, AwsService.SSM));
    s3 = lazy(() -> maker.s3(safeguards));
    presigner = lazy(maker::presigner);
  }

  private <T extends SdkAutoCloseable> Lazy<T> lazy(Supplier<T> making) {
    Lazy<T> client = new Lazy<>(making);
    clients.add(client);
    return client;
  }

  Ec2Client ec2() {
    return ec2.get();
  }

  AutoScalingClient groups() {
    return groups.get();
  }

  ElasticLoadBalancingV2Client elb() {
    return elb.get();
  }

  /** The way back: no breaker and no limiter in front of it. */
  ElasticLoadBalancingV2Client urgentElb() {
    return urgentElb.get();
  }

  CloudWatchClient metrics() {
    return metrics.get();
  }

  SsmClient ssm() {
    return ssm.get();
  }

  S3Client s3() {
    return s3.get();
  }

  S3Presigner presigner() {
    return presigner.get();
  }

  AwsSafeguards safeguards() {
    return safeguards;
  }

  @Override
  public void close() {
    clients.forEach(client -> client.close().ifPresent(SdkAutoCloseable::close));
    maker.close();
  }

  /** Gives every client the same region, endpoint, credentials, retries and timeouts. */
  private static final class Maker implements AutoCloseable {
    private final CloudEnvironment environment;
    private final SdkHttpClient http =
        UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ATTEMPT).build();
    private final DefaultCredentialsProvider credentials =
        DefaultCredentialsProvider.builder().build();
    private final ScheduledThreadPoolExecutor timers;

    Maker(CloudEnvironment environment) {
      this.environment = environment;
      this.timers =
          new ScheduledThreadPoolExecutor(
              TIMERS,
              Thread.ofPlatform().daemon().name("aws-" + environment.name() + "-", 0).factory());
      // A call that was answered leaves nothing behind until its timeout.
      timers.setRemoveOnCancelPolicy(true);
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
              .apiCallTimeout(call)
              .scheduledExecutorService(timers);
      guard.ifPresent(override::addExecutionInterceptor);
      builder
          .region(Region.of(environment.region()))
          .credentialsProvider(credentials)
          .httpClient(http)
          .overrideConfiguration(override.build());
      environment.endpoint().ifPresent(builder::endpointOverride);
      return builder;
    }

    @Override
    public void close() {
      http.close();
      credentials.close();
      timers.shutdownNow();
    }
  }
}
