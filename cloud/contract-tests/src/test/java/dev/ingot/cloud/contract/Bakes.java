package dev.ingot.cloud.contract;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.cloud.ImageBaker.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;

/** Bakes for tests: a tree with one file, and a service that serves it. */
final class Bakes {
  private Bakes() {}

  /** A service on the JDK's own file server; {@code /healthz} is a file. */
  static final String GOOD =
      service(
          """
          exec "%s/bin/java" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -m jdk.httpserver \
          -b 127.0.0.1 -p "$PORT" -d "${INGOT_ROOT}/opt/ingot/app"
          """
              .formatted(System.getProperty("java.home")));

  /** A service that ends as soon as it is started. */
  static String dying(String words) {
    return service("echo '" + words + "' >&2\nexit 1\n");
  }

  private static String service(String run) {
    return """
    set -e
    echo "building in $(pwd)"
    test -f README
    echo ok > "${INGOT_ROOT}/opt/ingot/app/healthz"
    cat > "${INGOT_ROOT}/opt/ingot/run" <<'RUN'
    #!/bin/sh
    cd "${INGOT_ROOT}/opt/ingot/app"
    @RUN@
    RUN
    chmod 755 "${INGOT_ROOT}/opt/ingot/run"
    mkdir -p "${INGOT_ROOT}/etc/systemd/system"
    cat > "${INGOT_ROOT}/etc/systemd/system/ingot-app.service" <<'UNIT'
    [Service]
    ExecStart=/opt/ingot/run
    Environment=PORT=8080
    EnvironmentFile=-/etc/ingot/env
    Restart=on-failure
    RestartSec=1
    UNIT
    """
        .replace("@RUN@", run.strip());
  }

  static String bad(String words) {
    return "echo '" + words + "' >&2\nexit 3\n";
  }

  static String newKey() {
    byte[] bytes = new byte[32];
    new Random().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static BakeRequest request(String key, String baseImageId, String script, Source source) {
    return new BakeRequest(
        "contract",
        key,
        baseImageId,
        source,
        script,
        Map.of("ingot:test", "contract"),
        Instant.now(),
        Duration.ofMinutes(5));
  }

  /** Looks until the bake is over. */
  static BakeProgress finish(Cloud cloud, BakeRequest request, Duration patience, Duration pace) {
    return Awaitility.await("the bake to be over")
        .pollDelay(Duration.ZERO)
        .pollInterval(pace)
        .atMost(patience)
        .until(
            () -> cloud.images().look(request),
            progress -> !(progress instanceof BakeProgress.InProgress));
  }

  static Source tree() {
    return new Archive(SourceArchive.of("README", "a service for tests\n"));
  }

  /** A source that must not be needed again. */
  static Source unreadable() {
    return new Source() {
      @Override
      public InputStream open() throws IOException {
        throw new IOException("the source was opened again");
      }

      @Override
      public long size() throws IOException {
        throw new IOException("the source was opened again");
      }
    };
  }

  private static final class Archive implements Source {
    private final byte[] bytes;

    Archive(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public long size() {
      return bytes.length;
    }
  }
}
