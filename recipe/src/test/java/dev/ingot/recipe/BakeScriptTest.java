package dev.ingot.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.pipeline.ImageSection;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BakeScriptTest {
  @Test
  void sameInputGivesTheSameScript() {
    ImageSection image = new ImageSection("base", Optional.of("./build.sh"), "./run");

    assertThat(BakeScript.of("shop", image, 8080)).isEqualTo(BakeScript.of("shop", image, 8080));
  }

  @Test
  void quotesWhatPeopleWrote() {
    assertThat(BakeScript.quoted("a'b\"$(c)\n")).isEqualTo("'a'\\''b\"$(c)\n'");
  }

  @Test
  void unitRunsAsNobodyInParticularAndRestarts() {
    String script =
        BakeScript.of("shop", new ImageSection("base", Optional.empty(), "./run"), 9000);

    assertThat(script)
        .contains("\nDynamicUser=yes\n")
        .contains("\nRestart=on-failure\n")
        .contains("\nEnvironment=PORT=9000\n")
        .contains("\nEnvironmentFile=-/etc/ingot/env\n")
        .contains("\nExecStart=/opt/ingot/run\n")
        .contains("\nCapabilityBoundingSet=\n");
  }

  @Test
  void lowPortComesWithTheCapabilityToBindIt() {
    assertThat(BakeScript.of("shop", new ImageSection("base", Optional.empty(), "./run"), 80))
        .contains("\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n");
  }
}
