package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UserDataTest {
  @Test
  void quotesValuesAsSystemdReadsThem() {
    assertThat(UserData.environmentFile(Map.of("B", "a \"b\" \\ `c` $d 'e' #f", "A", "")))
        .isEqualTo("A=\"\"\nB=\"a \\\"b\\\" \\\\ \\`c\\` \\$d 'e' #f\"\n");
  }

  @Test
  void givesTheShellNothingToRead() {
    String script = script(Map.of("EVIL", "'; reboot; echo '$(reboot)\nEOF\nreboot"), Map.of());

    assertThat(script).doesNotContain("reboot").contains("systemctl enable --now ingot-app");
  }

  @Test
  void refusesNamesAndValuesThatNoEnvironmentHolds() {
    assertThatThrownBy(() -> script(Map.of("A B", "x"), Map.of()))
        .isInstanceOf(CloudException.Invalid.class);
    assertThatThrownBy(() -> script(Map.of("A", "x\0y"), Map.of()))
        .isInstanceOf(CloudException.Invalid.class);
    assertThatThrownBy(() -> script(Map.of(), Map.of("A B", "ssm:/x")))
        .isInstanceOf(CloudException.Invalid.class);
  }

  @Test
  void refusesASecretWhereAReferenceIsMeantAndDoesNotShowIt() {
    for (String canary : List.of("hunter2", "ssm:/a b", "ssm:/a\"b", "ssm:/a$(b)", "vault:x")) {
      assertThatThrownBy(() -> script(Map.of(), Map.of("A", canary)))
          .isInstanceOf(CloudException.Invalid.class)
          .hasMessageContaining("'A'")
          .hasMessageNotContaining(canary);
    }
  }

  @Test
  void theMostThatAFileMaySayFitsIn() {
    Map<String, String> settings =
        IntStream.range(0, 64)
            .boxed()
            .collect(Collectors.toMap(i -> "NAME_OF_SETTING_" + i, i -> random(112)));
    Map<String, String> secrets =
        IntStream.range(0, 16)
            .boxed()
            .collect(Collectors.toMap(i -> "NAME_OF_SECRET_" + i, i -> "ssm:/" + random(40)));

    assertThat(script(settings, secrets).length()).isLessThan(16_384);
  }

  @Test
  void refusesMoreThanAwsTakes() {
    assertThatThrownBy(() -> script(Map.of("A", random(20_000)), Map.of()))
        .isInstanceOf(CloudException.Invalid.class)
        .hasMessageContaining("16,384");
  }

  /** Nothing that could be made shorter; the same every time. */
  private static String random(int length) {
    return new Random(length)
        .ints(length, 0, 62)
        .mapToObj(
            i ->
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                    .substring(i, i + 1))
        .collect(Collectors.joining());
  }

  private static String script(Map<String, String> settings, Map<String, String> secrets) {
    return UserData.script(
        new FleetSpec(
            "ig-shop",
            "shop",
            "shop-production-abc-def",
            1,
            "ami-1",
            1,
            1,
            1,
            "t3.micro",
            "/",
            8080,
            settings,
            secrets),
        "eu-central-1");
  }
}
