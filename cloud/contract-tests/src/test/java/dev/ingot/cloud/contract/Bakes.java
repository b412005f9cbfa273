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
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Bakes for tests: a tree with one file, and a service that serves it. */
final class Bakes {
  private Bakes() {}

  /** A service on the JDK's own file server; {@code /healthz} is a file. */
  static final String GOOD =
      """
      set -e
      echo "building in $(pwd)"
      test -f README
      echo ok > "${INGOT_ROOT}/opt/ingot/app/healthz"
      {
        echo '#!/bin/sh'
        echo 'cd "${INGOT_ROOT}/opt/ingot/app"'
        echo 'exec "@JAVA@" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -m jdk.httpserver \
      -b 127.0.0.1 -p "$PORT" -d "${INGOT_ROOT}/opt/ingot/app"'
      } > "${INGOT_ROOT}/opt/ingot/run"
      chmod 755 "${INGOT_ROOT}/opt/ingot/run"
      mkdir -p "${INGOT_ROOT}/etc/systemd/system"
      {
        echo '[Service]'
        echo 'ExecStart=/opt/ingot/run'
        echo 'Environment=PORT=8080'
        echo 'EnvironmentFile=-/etc/ingot/env'
        echo 'Restart=on-failure'
        echo 'RestartSec=1'
      } > "${INGOT_ROOT}/etc/systemd/system/ingot-app.service"
      """
          .replace("@JAVA@", System.getProperty("java.home") + "/bin/java");

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
    AtomicReference<BakeProgress> last = new AtomicReference<>();
    Awaitility.await("the bake to be over")
        .pollDelay(Duration.ZERO)
        .pollInterval(pace)
        .atMost(patience)
        .until(
            () -> {
              last.set(cloud.images().look(request));
              return !(last.get() instanceof BakeProgress.InProgress);
            });
    return last.get();
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

  private record Archive(byte[] bytes) implements Source {
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
