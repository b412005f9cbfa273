package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What nothing acts on is refused, and told by its own name. */
class NotYetTest {
  private static final String METRIC =
      "{m: {source: scrape, bad: a_total, total: b_total, limit: 5%}}";

  /** A file that asks for the part and for no other; a part that was built stays here. */
  private static final Map<String, String> ASKS = new LinkedHashMap<>();

  static {
    ASKS.put("route", "route: {host: api.example.com, path: /api}");
    ASKS.put("hooks.migrate", "hooks: {migrate: ./bin/migrate}");
    ASKS.put("volumes", "volumes: [{fileSystem: uploads, path: /mnt/uploads}]");
    ASKS.put("fleet.role", "fleet: {role: shop-instance}");
    ASKS.put("secrets", "");
    ASKS.put("rollout.approve", "rollout: {approve: true}");
    ASKS.put("rollout.early", "rollout: {early: true}");
    ASKS.put("verify.latency", "verify: {latency: {p99: 1.3x}}");
    ASKS.put("verify.metrics", "verify: {sources: {scrape: {}}, metrics: " + METRIC + "}");
    ASKS.put("verify.sources.prometheus", "verify: {sources: {prometheus: {endpoint: main}}}");
    ASKS.put("verify.sources.scrape", "verify: {sources: {scrape: {}}}");
    ASKS.put(
        "verify.sources.loadBalancer",
        "verify: {sources: {loadBalancer: false, scrape: {}}, metrics: " + METRIC + "}");
    ASKS.put("verify.probes", "verify: {probes: [{path: /login}]}");
    ASKS.put("verify.probes.every", "verify: {probes: [{path: /login, every: 30s}]}");
    ASKS.put("verify.smoke", "verify: {smoke: ./smoke.sh}");
    ASKS.put("verify.silence", "verify: {silence: pause}");
    ASKS.put("verify.inconclusive", "verify: {inconclusive: pause}");
    ASKS.put("verify.baseline", "verify: {baseline: fresh}");
  }

  private static String asking(String key) {
    String secrets = key.equals("secrets") ? "{secrets: {A: \"ssm:/shop/a\"}}" : "{}";
    return """
        service: shop
        image: {base: debian-12, run: ./run}
        environments: [production: %s]
        %s
        """
        .formatted(secrets, ASKS.getOrDefault(key, "unknown: part"));
  }

  @Test
  void everyPartIsRefusedByItsName() {
    for (NotYet part : NotYet.PARTS) {
      assertThatThrownBy(() -> Samples.parse(asking(part.key())))
          .isInstanceOf(PipelineFileException.class)
          .hasMessageContaining("'" + part.key() + "' is not supported yet");
    }
  }

  @Test
  void referencePageListsThemAndNoOther() {
    String listed =
        NotYet.PARTS.stream().map(part -> "`" + part.key() + "`").collect(Collectors.joining(", "));

    assertThat(Schemas.text(Schemas.INGOT.page())).endsWith("than none): " + listed + ".\n");
  }

  @Test
  void nothingElseIsWrongWithWhatAsksForIt() {
    for (String key : ASKS.keySet()) {
      assertThatCode(() -> Samples.parseAll(asking(key))).as(key).doesNotThrowAnyException();
    }
  }

  @Test
  void aFileThatWritesTheDefaultsOutAsksForNothing() {
    String yaml =
        """
        service: shop
        image: {base: debian-12, run: ./run}
        fleet: {instances: {min: 2}}
        rollout: {approve: false, early: false}
        verify: {silence: rollback, inconclusive: rollback, baseline: live}
        environments: [production]
        """;

    assertThat(Samples.parse(yaml).plans()).hasSize(1);
  }
}
