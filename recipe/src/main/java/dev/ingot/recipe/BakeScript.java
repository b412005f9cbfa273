package dev.ingot.recipe;

import dev.ingot.pipeline.ImageSection;

/**
 * The shell script that turns an unpacked source tree into a service that starts at boot. Paths of
 * the image begin with {@code ${INGOT_ROOT}}, which is empty on a real machine.
 */
public final class BakeScript {
  /** Part of every bake key: raise it with every change, so that images are baked anew. */
  static final int VERSION = 3;

  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private BakeScript() {}

  /**
   * The script of one image.
   *
   * @param port what the service listens on where its environment says nothing else
   */
  public static String of(String service, ImageSection image, int port) {
    return """
        #!/bin/sh
        # Ingot bake script, version %d
        set -eu
        : "${INGOT_ROOT:=}"
        app="${INGOT_ROOT}/opt/ingot/app"
        root=$(cd "${INGOT_ROOT:-/}" && pwd -P)
        root=${root%%/}
        # Writes a file anew: where the build has put a link, it leads elsewhere.
        put() {
          mkdir -p "${INGOT_ROOT}$1"
          [ "$(cd "${INGOT_ROOT}$1" && pwd -P)" = "$root$1" ] || {
            echo "ingot: the build has put a link in the place of $1; let it leave that alone" >&2
            exit 1
          }
          rm -rf "${INGOT_ROOT}$1/$2"
          printf '%%s\\n' "$4" > "${INGOT_ROOT}$1/$2"
          chmod "$3" "${INGOT_ROOT}$1/$2"
        }
        # Before the build: what leads elsewhere now is not of its making.
        for folder in /opt/ingot/app /etc/systemd/system; do
          mkdir -p "${INGOT_ROOT}$folder" 2> /dev/null || :
          [ "$(cd "${INGOT_ROOT}$folder" 2> /dev/null && pwd -P)" = "$root$folder" ] || {
            echo "ingot: the base image has a link on the way to $folder; make it a folder there, or take another base image" >&2
            exit 1
          }
        done
        cd "$app"
        %s
        cd /
        [ "$(cd "$app" 2> /dev/null && pwd -P)" = "$root/opt/ingot/app" ] || {
          echo 'ingot: the build has removed or replaced its own folder; let it stay there' >&2
          exit 1
        }
        # What the service's own user will read, whatever the builder's umask was.
        chmod -R a+rX "$app"
        # Neither pipes and devices, nor programs that run as their owner, get into an image.
        find "$app" -xdev ! -type f ! -type d ! -type l -exec rm -f {} +
        find "$app" -xdev -type f '(' -perm -4000 -o -perm -2000 ')' -exec chmod ug-s {} +

        put /opt/ingot run 0755 %s
        put /etc/systemd/system ingot-app.service 0644 %s
        echo 'ingot: baked'
        """
        .formatted(
            VERSION,
            image.build().map(BakeScript::build).orElse("echo 'ingot: nothing to build'"),
            quoted(run(image.run())),
            quoted(unit(service, port)));
  }

  /**
   * Of the builder's own environment the build sees where the JDK is, and neither credentials nor
   * habits.
   */
  private static String build(String commands) {
    return """
        echo 'ingot: building'
        home=$(mktemp -d)
        env -i PATH="$PATH" ${JAVA_HOME:+JAVA_HOME="$JAVA_HOME"} HOME="$home" LANG=C.UTF-8 TERM=dumb CI=true /bin/sh -euc %s < /dev/null || {
          code=$?
          rm -rf "$home"
          echo "ingot: the build command ended with exit code $code" >&2
          exit "$code"
        }
        rm -rf "$home\""""
        .formatted(quoted(commands));
  }

  private static String run(String line) {
    return """
        #!/bin/sh
        cd "${INGOT_ROOT:-}/opt/ingot/app" || exit 1
        exec %s"""
        .formatted(line);
  }

  private static String unit(String service, int port) {
    String capability = port < FIRST_UNPRIVILEGED_PORT ? "CAP_NET_BIND_SERVICE" : "";
    return """
        [Unit]
        Description=Ingot: %s
        Wants=network-online.target
        After=network-online.target
        StartLimitIntervalSec=0

        [Service]
        ExecStart=/opt/ingot/run
        WorkingDirectory=/opt/ingot/app
        Environment=PORT=%d
        EnvironmentFile=-/etc/ingot/env
        Restart=on-failure
        RestartSec=1
        StandardOutput=journal+console
        StandardError=journal+console
        DynamicUser=yes
        StateDirectory=ingot-app
        UMask=0077
        AmbientCapabilities=%s
        CapabilityBoundingSet=%s
        NoNewPrivileges=yes
        LockPersonality=yes
        PrivateDevices=yes
        PrivateTmp=yes
        ProtectClock=yes
        ProtectControlGroups=yes
        ProtectHome=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectSystem=strict
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native

        [Install]
        WantedBy=multi-user.target"""
        .formatted(service, port, capability, capability);
  }

  /** One word for the shell, whatever is in it. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
