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
          routes: {hosts: [api.example.com, "*.apps.example.com"], paths: [/api, "/{service}"]}
          prometheus: {main: {url: "http://127.0.0.1:9090"}}
          fileSystems:
            uploads: {id: fs-0123456789abcdef0, accessPoint: fsap-0123456789abcdef0}
            ledger: {id: fs-00000000000000001, services: [books]}
          roles: ["{service}-instance"]
          quotas: {instances: 100, groups: 40, targetGroups: 80, rules: 90}
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

  /** Every key that the file knows. */
  static final String EVERYTHING =
      """
      service: shop
      image: {base: debian-12, build: make, run: ./run}
      fleet:
        instances: {min: 2, max: 3}
        type: t3.small
        health: /
        port: 80
        startWithin: 1m
        role: shop-instance
      route: {host: api.example.com, path: /api/shop}
      hooks: {migrate: {command: ./bin/migrate, within: 5m}}
      volumes:
        - {fileSystem: uploads, directory: /shop, path: /mnt/uploads, readOnly: true}
      rollout:
        steps: [50, 100]
        bake: 5m
        approve: {before: [100], within: 2h}
        early: true
      verify:
        errors: {limit: 5%, tolerate: 1.2x}
        latency: {p50: 1.5x, p90: 1.4x, p99: 1.3x}
        minRequests: 1
        alpha: 0.01
        warmup: 1s
        judges: [health, load-test]
        silence: pause
        inconclusive: rollback
        baseline: fresh
        sources:
          loadBalancer: true
          prometheus: {endpoint: main, every: 15s}
          scrape: {path: /metrics, every: 5s}
        metrics:
          checkout-failures:
            source: prometheus
            bad: 'sum(increase(checkout_failures_total{fleet="$candidate"}[$tick]))'
            total: 'sum(increase(checkouts_total{fleet="$candidate"}[$tick]))'
            live:
              bad: 'sum(increase(checkout_failures_total{fleet="$live"}[$tick]))'
              total: 'sum(increase(checkouts_total{fleet="$live"}[$tick]))'
            tolerate: 1.2x
            limit: 5%
          carts-kept:
            source: scrape
            good: 'carts_total{kept="yes"}'
            total: carts_total
            tolerate: 1.1x
          render-time:
            source: scrape
            histogram: render_seconds
            quantile: p90
            worse: higher
            limit: 0.25
        probes:
          - {path: /login, status: [200, 302], body: "Sign (in|up)", within: 2s, every: 30s, failures: 4}
        smoke: {command: ./smoke.sh, within: 2m}
      environments:
        - production: {settings: {A: 1}, secrets: {DB_URL: "ssm:/shop/db-url"}}
      """;

  private Samples() {}

  static PipelineFile parse(String yaml) {
    return PipelineFile.parse(yaml, Environments.parse(ENVIRONMENTS));
  }
}
