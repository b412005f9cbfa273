package dev.ingot.cloud.aws;

/** The services that are called. */
enum AwsService {
  EC2("EC2"),
  AUTO_SCALING("Auto Scaling"),
  ELB("ELBv2"),
  SSM("SSM"),
  S3("S3"),
  CLOUDWATCH("CloudWatch");

  private final String title;

  AwsService(String title) {
    this.title = title;
  }

  /** For people, and for metrics. */
  String title() {
    return title;
  }
}
