package dev.ingot.cloud.contract;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Clouds;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The AWS provider on an emulator. An emulator keeps tags, templates, groups, weights and rules; it
 * runs no instances, so what needs them is left out, by name.
 */
final class EndpointRig implements Rig {
  static final String ENDPOINT = "ingot.aws.endpoint";

  private static final String REGION = System.getProperty("ingot.aws.region", "us-east-1");
  private static final String BUCKET = "ingot-contract";

  private final List<String> madeHere = new ArrayList<>();
  private final ElasticLoadBalancingV2Client elb;
  private final CloudEnvironment environment;
  private final Cloud cloud;
  private final AwsLeftovers leftovers;

  EndpointRig() {
    CloudEnvironment bare = environment("", "", "", "");
    elb = AwsLeftovers.at(bare, ElasticLoadBalancingV2Client.builder()).build();
    try (Ec2Client ec2 = AwsLeftovers.at(bare, Ec2Client.builder()).build();
        S3Client s3 = AwsLeftovers.at(bare, S3Client.builder()).forcePathStyle(true).build()) {
      List<Subnet> subnets = ec2.describeSubnets(r -> {}).subnets();
      Subnet subnet = subnets.getFirst();
      makeBucket(s3);
      environment =
          environment(
              subnet.vpcId(),
              subnet.subnetId(),
              makeListener(subnets.stream().map(Subnet::subnetId).limit(2).toList()),
              ec2.describeImages(r -> {}).images().stream()
                  .map(Image::imageId)
                  .findFirst()
                  .orElseThrow());
    }
    cloud = Clouds.open(environment);
    leftovers = new AwsLeftovers(environment);
  }

  private static CloudEnvironment environment(
      String vpc, String subnet, String listener, String base) {
    return new CloudEnvironment(
        "contract",
        "aws",
        REGION,
        Optional.of(URI.create(System.getProperty(ENDPOINT, "http://127.0.0.1:1"))),
        List.of(subnet),
        List.of(),
        vpc,
        listener,
        "{service}.test",
        Map.of("base", base),
        Optional.empty(),
        Optional.empty(),
        "t3.micro",
        BUCKET,
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }

  private static void makeBucket(S3Client s3) {
    try {
      s3.headBucket(r -> r.bucket(BUCKET));
    } catch (S3Exception e) {
      s3.createBucket(r -> r.bucket(BUCKET));
    }
  }

  private String makeListener(List<String> subnets) {
    String balancer =
        elb.createLoadBalancer(r -> r.name("ingot-contract").subnets(subnets))
            .loadBalancers()
            .getFirst()
            .loadBalancerArn();
    madeHere.add(balancer);
    return elb.createListener(
            r ->
                r.loadBalancerArn(balancer)
                    .port(80)
                    .protocol(ProtocolEnum.HTTP)
                    .defaultActions(
                        software.amazon.awssdk.services.elasticloadbalancingv2.model.Action
                            .builder()
                            .type(ActionTypeEnum.FIXED_RESPONSE)
                            .fixedResponseConfig(f -> f.statusCode("503"))
                            .build()))
        .listeners()
        .getFirst()
        .listenerArn();
  }

  @Override
  public Cloud cloud() {
    return cloud;
  }

  @Override
  public Cloud reopened() {
    return Clouds.open(environment);
  }

  @Override
  public Optional<String> cannot(Feature feature) {
    return Optional.of(
        feature == Feature.CHANGED_TAGS
            ? "emulators show a launch template's tags as they were when it was made"
            : "an emulator runs no instances, so it has no " + feature);
  }

  @Override
  public String base() {
    return "base";
  }

  @Override
  public String image() {
    return environment.baseImages().getOrDefault("base", "");
  }

  @Override
  public String dyingImage(String words) {
    return image();
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Duration pace() {
    return Duration.ofMillis(250);
  }

  @Override
  public void breakBuilds(String words) {}

  @Override
  public void mendBuilds() {}

  @Override
  public void expectUnhealthy(String fleet, String words) {}

  @Override
  public void send(String service, String fleet, int requests) {}

  @Override
  public List<String> leftovers() {
    return leftovers.list();
  }

  @Override
  public void close() {
    leftovers.close();
    cloud.close();
    madeHere.forEach(arn -> elb.deleteLoadBalancer(r -> r.loadBalancerArn(arn)));
    elb.close();
  }
}
