package dev.ingot.pipeline;

/** Files that are right, to be made wrong. */
final class Samples {
  static final String ENVIRONMENTS =
      """
      environments:
        staging:
          region: eu-central-1
          endpoint: http://127.0.0.1:4566
          subnets: [subnet-1]
          securityGroups: [sg-1]
          vpc: vpc-1
          listener: arn:aws:elasticloadbalancing:eu-central-1:000000000000:listener/app/ingot/1/2
          hostPattern: "{service}.staging.localhost"
          baseImages: {debian-12: ami-0123456789abcdef0}
          artifactBucket: ingot-artifacts
          tick: 1s
        production:
          region: eu-central-1
          subnets: [subnet-1, subnet-2]
          vpc: vpc-1
          listener: arn:aws:elasticloadbalancing:eu-central-1:000000000000:listener/app/ingot/1/3
          hostPattern: "{service}.example.com"
          baseImages: {debian-12: "ssm:/ingot/base/debian-12"}
          artifactBucket: ingot-artifacts
          tick: 1s
          keepPrevious: 4h
          floors: {bake: 20s, steps: 2, minInstances: 2, maxInstances: 8, judges: [health]}
      services:
        shop: {repository: https://git.example.com/acme/shop.git}
      """;

  static final String INGOT =
      """
      service: shop
      image:
        base: debian-12
        build: ./build.sh
        run: ./bin/shop
      fleet:
        instances: {min: 2, max: 6}
        type: t3.small
        health: /healthz
      rollout:
        steps: [5, 25, 50, 100]
        bake: 2m
      verify:
        errors:  {limit: 5%, tolerate: 1.2x}
      environments:
        - staging:    {fleet: {instances: {min: 1, max: 1}}, verify: {minRequests: 0}}
        - production: {settings: {LOG_LEVEL: info}}
      """;

  private Samples() {}

  static PipelineFile parse(String yaml) {
    return PipelineFile.parse(yaml, Environments.parse(ENVIRONMENTS));
  }
}
