package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Puts secrets where instances find them. */
final class SandboxSecrets {
  private SandboxSecrets() {}

  /** As {@code aws ssm put-parameter} does. */
  static void put(Endpoints endpoints, String name, String value) throws Exception {
    String variables = Files.readString(endpoints.environmentFile());
    Process curl =
        new ProcessBuilder(
                "sh",
                "-c",
                """
                set -e
                . "$0"
                curl -fsS --aws-sigv4 "aws:amz:${AWS_REGION:-$AWS_DEFAULT_REGION}:ssm" \\
                  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\
                  -H 'x-amz-target: AmazonSSM.PutParameter' \\
                  -H 'content-type: application/x-amz-json-1.1' \\
                  -d "{\\"Name\\":\\"$1\\",\\"Value\\":\\"$2\\",\\"Type\\":\\"SecureString\\"}" \\
                  "$AWS_ENDPOINT_URL/"
                """,
                endpoints.environmentFile().toString(),
                name,
                value)
            .redirectErrorStream(true)
            .start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as(said + variables.replaceAll("=.*", "=…")).isZero();
  }
}
