package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * What an instance does at its first boot: writes its settings where the unit looks for them, sees
 * to it that its secrets are resolved before each start after a boot, and starts the service.
 *
 * <p>Values are anybody's: files are carried in Base64, so that nothing in them means anything to
 * the shell, and quoted in it as systemd's EnvironmentFile has it. Of secrets only references are
 * here: the values are fetched by {@code boot.sh}, on the instance.
 */
final class UserData {
  private static final int LIMIT = 16 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What can stand in a JSON text and in a line of words as it is. */
  private static final Pattern REFERENCE =
      Pattern.compile("(ssm|secretsmanager):[A-Za-z0-9/_+=.@:-]{1,1100}(#[A-Za-z0-9_.-]{1,100})?");

  /** Means nothing to the shell, nor to fstab or a unit file. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._/-]{1,1024}");

  private UserData() {}

  /** For an instance of a fleet. */
  static String script(FleetSpec spec, String region) {
    return limited(
        files(spec, region)
            + "systemctl daemon-reload\nsystemctl enable --now ingot-app.service\n");
  }

  /** For an instance that runs commands with the service's settings and secrets, and no service. */
  static String forCommands(FleetSpec spec, String region) {
    StringBuilder script = new StringBuilder(files(spec, region));
    put(script, "$etc/ingot/env.sh", shellVariables(spec));
    return limited(script.toString());
  }

  private static String shellVariables(FleetSpec spec) {
    StringBuilder file = new StringBuilder("export PORT=" + spec.port() + "\n");
    new TreeMap<>(spec.settings())
        .forEach(
            (name, value) ->
                file.append("export ")
                    .append(name)
                    .append("='")
                    .append(value.replace("'", "'\\''"))
                    .append("'\n"));
    return file.toString();
  }

  /** Writes what the service, or a command in its stead, needs to find. */
  private static String files(FleetSpec spec, String region) {
    StringBuilder script =
        new StringBuilder(
            """
            #!/bin/sh
            set -eu
            umask 077
            etc="${INGOT_ROOT:-}/etc"
            unit="$etc/systemd/system/ingot-app.service.d"
            mkdir -p "$etc/ingot" "$unit"
            put() { base64 -d | gzip -dc > "$1"; }
            """);
    put(script, "$etc/ingot/env", environmentFile(spec.settings()));
    if (!spec.secrets().isEmpty()) {
      put(script, "$etc/ingot/secrets", references(spec.secrets()));
      put(script, "$etc/ingot/region", region + "\n");
      put(script, "$etc/ingot/boot.sh", resource("boot.sh"));
      put(
          script,
          "$unit/secrets.conf",
          """
          [Service]
          ExecStartPre=+/bin/sh ${INGOT_ROOT}/etc/ingot/boot.sh
          EnvironmentFile=-/run/ingot/secrets.systemd
          """);
    }
    if (!spec.extras().volumes().isEmpty()) {
      put(script, "$etc/ingot/mount.sh", resource("mount.sh"));
      spec.extras().volumes().forEach(volume -> script.append(mount(volume)));
      put(script, "$unit/volumes.conf", mounts(spec.extras().volumes()));
    }
    return script.toString();
  }

  private static String mount(Volume volume) {
    List<String> words =
        List.of(
            volume.fileSystem(),
            volume.accessPoint().orElse("-"),
            volume.directory(),
            volume.path(),
            volume.readOnly() ? "ro" : "rw");
    for (String word : words) {
      if (!WORD.matcher(word).matches()) {
        throw new CloudException.Invalid("'" + word + "' cannot stand in a volume");
      }
    }
    return "sh \"$etc/ingot/mount.sh\" " + String.join(" ", words) + "\n";
  }

  /** The unit sees a system that it cannot write to, but for what is named. */
  private static String mounts(List<Volume> volumes) {
    StringBuilder file = new StringBuilder("[Unit]\n");
    volumes.forEach(v -> file.append("RequiresMountsFor=").append(v.path()).append('\n'));
    file.append("[Service]\n");
    volumes.stream()
        .filter(v -> !v.readOnly())
        .forEach(v -> file.append("ReadWritePaths=").append(v.path()).append('\n'));
    return file.toString();
  }

  private static void put(StringBuilder script, String file, String content) {
    script
        .append("printf '%s' '")
        .append(Base64.getEncoder().encodeToString(gzip(content)))
        .append("' | put \"")
        .append(file)
        .append("\"\n");
  }

  private static String limited(String script) {
    if (script.length() > LIMIT) {
      throw new CloudException.Invalid(
          "settings and secrets come to %,d bytes of user data; AWS takes %,d"
              .formatted(script.length(), LIMIT));
    }
    return script;
  }

  /** One {@code NAME="value"} a line, sorted. */
  static String environmentFile(Map<String, String> settings) {
    StringBuilder file = new StringBuilder();
    new TreeMap<>(settings)
        .forEach(
            (name, value) -> {
              requireName(name);
              file.append(name).append("=\"").append(quoted(name, value)).append("\"\n");
            });
    return file.toString();
  }

  /** One {@code NAME reference} a line, sorted. */
  private static String references(Map<String, String> secrets) {
    StringBuilder file = new StringBuilder();
    new TreeMap<>(secrets)
        .forEach(
            (name, reference) -> {
              requireName(name);
              if (!REFERENCE.matcher(reference).matches()) {
                // Not shown: it may be the secret itself.
                throw new CloudException.Invalid(
                    "secret '%s' is no reference such as ssm:/shop/db-url or".formatted(name)
                        + " secretsmanager:shop/db#password");
              }
              file.append(name).append(' ').append(reference).append('\n');
            });
    return file.toString();
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new CloudException.Invalid("'" + name + "' is no name for an environment variable");
    }
  }

  /** Inside double quotes systemd takes a backslash before {@code " \ ` $} away, and no other. */
  private static String quoted(String name, String value) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) {
        throw new CloudException.Invalid("setting '" + name + "' holds a control character");
      }
      if (c == '"' || c == '\\' || c == '`' || c == '$') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }

  private static String resource(String name) {
    try (InputStream in = UserData.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
