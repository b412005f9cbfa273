package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudEnvironment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentsTest {
  private final Environments environments = Environments.parse(Samples.ENVIRONMENTS);

  @Test
  void readsWhatIsWrittenAndFillsInTheRest() {
    CloudEnvironment staging = environments.get("staging");

    assertThat(environments.all())
        .extracting(CloudEnvironment::name)
        .containsExactly("staging", "production");
    assertThat(staging.provider()).isEqualTo("aws");
    assertThat(staging.endpoint()).contains(URI.create("http://127.0.0.1:4566"));
    assertThat(staging.host("shop")).isEqualTo("shop.staging.localhost");
    assertThat(staging.baseImages()).containsEntry("debian-12", "ami-0123456789abcdef0");
    assertThat(staging.tick()).isEqualTo(Duration.ofSeconds(1));
    assertThat(staging.keepPrevious()).isEqualTo(Duration.ofHours(1));
    assertThat(staging.drainFor()).isEqualTo(Duration.ofMinutes(2));
    assertThat(staging.instanceProfile()).isEmpty();
    assertThat(environments.get("production").keepPrevious()).isEqualTo(Duration.ofHours(4));
  }

  @Test
  void knowsTheFloors() {
    assertThat(environments.floors("staging")).isEqualTo(Floors.NONE);
    assertThat(environments.floors("production"))
        .isEqualTo(new Floors(Duration.ofSeconds(20), 2, 2, 8, List.of("health"), 0.5, 0, false));
  }

  @Test
  void bindsAServiceToItsRepository() {
    assertThat(environments.refusal("shop", "https://git.example.com/acme/shop", "")).isEmpty();
    assertThat(environments.refusal("shop", "https://git.example.com/evil/shop", ""))
        .hasValueSatisfying(why -> assertThat(why).contains("may be deployed from"));
    assertThat(environments.refusal("cart", "https://git.example.com/acme/cart", ""))
        .hasValueSatisfying(why -> assertThat(why).contains("not among 'services'"));
  }

  @Test
  void refusesCredentialsWithoutSayingThem() {
    String secret =
        Samples.ENVIRONMENTS.replace(
            "https://git.example.com", "https://user:token@git.example.com");

    assertThatThrownBy(() -> Environments.parse(secret))
        .isInstanceOf(PipelineFileException.class)
        .hasMessageContaining("'services.shop.repository' has a user or password")
        .hasMessageContaining("write it without")
        .hasMessageNotContaining("token");
    assertThat(environments.refusal("shop", "https://user:token@git.example.com/acme/shop", ""))
        .hasValueSatisfying(why -> assertThat(why).doesNotContain("token"));
  }

  @Test
  void withoutServicesEveryRepositoryMayDeploy() {
    String open =
        Samples.ENVIRONMENTS.substring(0, Samples.ENVIRONMENTS.indexOf("\nservices:") + 1);

    assertThat(Environments.parse(open).refusal("any", "/tmp/any", "")).isEmpty();
  }

  @ParameterizedTest(name = "bound to {0}, registered for {1}: {2}")
  @CsvSource({
    "'', '', '', ''",
    "'', services/shop, services/shop, ''",
    "services/shop, '', services/shop, ''",
    "services/shop, services/shop, services/shop, ''",
    "services/shop, services/cart, services/cart, --path services/shop",
    "services/shop, services, services, --path services/shop",
    "services/shop, services/shop/inner, services/shop/inner, --path services/shop",
  })
  void thePathOfABindingIsTheOnlyFolderAndCountsWhereNoneIsRegistered(
      String bound, String registered, String counts, String refused) {
    String path = bound.isEmpty() ? "" : ", path: " + bound;
    Environments bindings =
        Environments.parse(
            Samples.ENVIRONMENTS.substring(0, Samples.ENVIRONMENTS.indexOf("\nservices:") + 1)
                + "services: {shop: {repository: /srv/shop.git%s}}\n".formatted(path));

    String folder = bindings.folder("shop", registered);

    assertThat(folder).isEqualTo(counts);
    if (refused.isEmpty()) {
      assertThat(bindings.refusal("shop", "/srv/shop", folder)).isEmpty();
    } else {
      assertThat(bindings.refusal("shop", "/srv/shop", folder))
          .hasValueSatisfying(why -> assertThat(why).contains(refused));
    }
  }

  @Test
  void whatIsBoundToAFolderMayNotBeDeployedFromTheRoot() {
    Environments bindings =
        Environments.parse(
            Samples.ENVIRONMENTS.substring(0, Samples.ENVIRONMENTS.indexOf("\nservices:") + 1)
                + "services: {shop: {repository: /srv/shop.git, path: services/shop}}\n");

    assertThat(bindings.refusal("shop", "/srv/shop", ""))
        .hasValueSatisfying(why -> assertThat(why).contains("only, not from its root"));
  }

  @Test
  void listsTheEnvironmentsThatThereAre() {
    assertThatThrownBy(() -> environments.get("prod"))
        .isInstanceOf(PipelineFileException.class)
        .hasMessageContaining("'prod'")
        .hasMessageContaining("staging, production");
  }

  @ParameterizedTest(name = "{1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "subnets: [subnet-1]  | subnet: [subnet-1]  | did you mean 'subnets'?",
        "subnets: [subnet-1]  | subnets: []         | 'environments.staging.subnets' is a list",
        "region: eu-central-1 | # region            | 'environments.staging.region' is missing",
        "tick: 1s             | tick: 1             | such as 90s, 2m or 1h",
        "{service}.staging.localhost | staging.localhost | a host name with {service} in it",
        "http://127.0.0.1:4566 | ftp://x            | an http or https URL",
        "maxInstances: 8      | maxInstances: 1     | below 'minInstances'",
        "  staging:           | Staging:            | cannot be a key of environments",
        "services:            | service:            | did you mean 'services'?",
      })
  void saysWhatIsWrong(String right, String wrong, String says) {
    assertThatThrownBy(() -> Environments.parse(Samples.ENVIRONMENTS.replace(right, wrong)))
        .isInstanceOf(PipelineFileException.class)
        .hasMessageContaining(says)
        .hasMessageContaining("environments.yaml, line ");
  }

  @Test
  void saysThatTheFileIsNotThere(@TempDir Path folder) {
    assertThatThrownBy(() -> Environments.load(folder.resolve("environments.yaml")))
        .hasMessageContaining("is not there");
  }
}
