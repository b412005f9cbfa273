package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.InstanceState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** What an instance of a fleet finds when it boots: settings, and secrets by its own role. */
class InstanceBootIT extends InstancesOnSandbox {
  @Test
  void settingsAndSecretsReachTheProcessByteForByte() throws Exception {
    FleetSpec spec =
        spec(
            "boots",
            Map.of("GREETING", "it's \"$HOME\" `id` \\ 100%"),
            Map.of(
                "PEM", "ssm:/shop/pem",
                "PASSWORD", "secretsmanager:shop/db#password",
                "NUMBER", "secretsmanager:shop/db#number",
                "PLAIN", "secretsmanager:shop/plain"));
    cloud.fleets().ensure(spec);
    serve(spec);
    await(() -> healthy(spec));

    assertThat(seen(spec, "GREETING")).isEqualTo("it's \"$HOME\" `id` \\ 100%");
    assertThat(seen(spec, "PEM")).isEqualTo(PEM);
    assertThat(seen(spec, "PASSWORD")).isEqualTo("päss 😀 \"q\" \\ end");
    assertThat(seen(spec, "NUMBER")).isEqualTo("5432");
    assertThat(seen(spec, "PLAIN")).isEqualTo("plain " + CANARY);
    assertThat(whatAnybodyCanRead(spec)).doesNotContain(CANARY).contains("GREETING");
    retire(spec);
  }

  @Test
  void aSecretThatIsNotThereIsNamedInTheDiagnosisAndNoValueIs() {
    FleetSpec spec =
        spec(
            "lacks",
            Map.of(),
            Map.of(
                "CANARY", "ssm:/shop/canary",
                "MISSING", "ssm:/shop/none",
                "NO_KEY", "secretsmanager:shop/db#none",
                "NO_TEXT", "secretsmanager:shop/db#nested",
                "NO_JSON", "secretsmanager:shop/plain#key"));
    cloud.fleets().ensure(spec);

    await(() -> cloud.fleets().diagnose(spec.name()).contains("NO_TEXT"));

    assertThat(cloud.fleets().diagnose(spec.name()))
        .contains("secret MISSING (ssm:/shop/none) was not resolved: ParameterNotFound")
        .contains("secret NO_KEY (secretsmanager:shop/db#none) was not resolved: there is no")
        .contains("secret NO_TEXT (secretsmanager:shop/db#nested) was not resolved: the value is")
        .contains("secret NO_JSON (secretsmanager:shop/plain#key) was not resolved: the value is")
        .doesNotContain(CANARY, "secret CANARY");
    assertThat(healthy(spec)).isFalse();
    retire(spec);
  }

  @Test
  void aRotatedSecretReachesInstancesThatAreLaunchedAfterwards() throws Exception {
    parameters.putParameter(
        r -> r.name("/shop/rotated").value("first").type(ParameterType.SECURE_STRING));
    FleetSpec spec = spec("turns", Map.of(), Map.of("PLAIN", "ssm:/shop/rotated"));
    cloud.fleets().ensure(spec);
    serve(spec);
    await(() -> healthy(spec));
    assertThat(seen(spec, "PLAIN")).isEqualTo("first");

    parameters.putParameter(r -> r.name("/shop/rotated").value("second").overwrite(true));
    String old = instances(spec).getFirst().id();
    ec2.terminateInstances(r -> r.instanceIds(old));
    await(() -> healthy(spec) && instances(spec).stream().noneMatch(i -> i.id().equals(old)));

    assertThat(seen(spec, "PLAIN")).isEqualTo("second");
    retire(spec);
  }

  /** Launch template and user data (unpacked too), tags, console. */
  private String whatAnybodyCanRead(FleetSpec spec) throws Exception {
    List<String> all = new ArrayList<>();
    var versions =
        ec2.describeLaunchTemplateVersions(r -> r.launchTemplateName(spec.name()))
            .launchTemplateVersions();
    all.add(versions.toString());
    String script =
        new String(
            Base64.getDecoder().decode(versions.getFirst().launchTemplateData().userData()),
            StandardCharsets.UTF_8);
    for (String part : script.split("'", -1)) {
      if (part.startsWith("H4sI")) {
        all.add(unzipped(Base64.getDecoder().decode(part)));
      }
    }
    all.add(ec2.describeInstances().toString());
    all.add(ec2.describeTags().toString());
    for (InstanceState instance : instances(spec)) {
      all.add(ec2.getConsoleOutput(r -> r.instanceId(instance.id())).output());
      all.add(cloud.fleets().diagnose(spec.name()));
    }
    return String.join("\n", all);
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
