package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a builder runs.
 *
 * <p>A crash between sending the command and noting its id makes us send it again. So the script
 * may be run twice on one builder: the first run does the work, and a second one waits for the
 * first and repeats its last words and its exit code. What it leaves for that lies in {@code /run},
 * which does not get into the image.
 */
final class BakeScript {
  private static final int TAIL = 16_000;

  /** How long the output of what a build has left behind is listened to. */
  private static final int LAST_WORDS_TENTHS = 30;

  /** Processes and threads of a build at once. */
  private static final int MOST_TASKS = 16_384;

  private static final long WHOLE_LOG = 64L * 1024 * 1024;

  private BakeScript() {}

  /**
   * The command.
   *
   * @param run tells this builder's run from others' that an image may hold traces of
   * @param source where the archive is, presigned
   * @param log where the log goes, presigned
   */
  static String of(String run, URI source, URI log, String bake) {
    return """
    state="${INGOT_ROOT:-}/run/ingot-bake-@RUN@"
    app="${INGOT_ROOT:-}/opt/ingot/app"
    work="${INGOT_ROOT:-}/var/tmp/ingot-bake"
    mkdir -p "${INGOT_ROOT:-}/run"
    bake() {
      set -e
      rm -rf "$app"
      mkdir -p "$app"
      curl -fsS --retry 3 -o "$work/source.tar.gz" '@SOURCE@'
      tar -xz -f "$work/source.tar.gz" -C "$app"
      rm "$work/source.tar.gz"
      printf '%s' '@BAKE@' | base64 -d > "$work/bake.sh"
      cd "$app"
      # In a group of its own, so that what starts processes without end takes none of the agent's.
      if [ -z "${INGOT_ROOT:-}" ] && [ -d /run/systemd/system ] && command -v systemd-run > /dev/null; then
        systemd-run --quiet --scope --property=TasksMax=@TASKS@ -- sh -c "$bounded" bounded "$work/bake.sh"
      else
        sh "$work/bake.sh"
      fi
    }
    # Without a process of its own once the build is over: there may be room for none.
    bounded='
      sh "$1"
      code=$?
      if [ "$code" != 0 ] && IFS=: read -r _ _ group < /proc/self/cgroup; then
        while read -r what times; do
          if [ "$what" = max ] && [ "$times" != 0 ]; then
            echo "ingot: the build has started more than @TASKS@ processes and threads; let it start fewer at once"
          fi
        done < "/sys/fs/cgroup$group/pids.events"
      fi 2> /dev/null
      exit "$code"'
    clean() {
      rm -rf "$work"
      [ -z "${INGOT_ROOT:-}" ] || return 0
      # What follows is for a builder on EC2 (Nitro, Xen) and must never meet anybody's own machine.
      grep -qs '^i-' /sys/devices/virtual/dmi/id/board_asset_tag \\
        || grep -qs '^ec2' /sys/hypervisor/uuid || return 0
      cloud-init clean --logs || true
      rm -f /etc/ssh/ssh_host_*_key* /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys
      rm -f /root/.bash_history /home/*/.bash_history /root/.aws/credentials
      rm -f /var/lib/amazon/ssm/credentials
      : > /etc/machine-id
      find /var/log -type f -exec truncate -s 0 {} + || true
      sync
    }
    if mkdir "$state" 2>/dev/null; then
      rm -rf "$work"
      mkdir -p "$work"
      mkfifo "$state/out" "$state/last" "$state/whole"
      { tail -c @TAIL@ < "$state/last" > "$state/tail"; : > "$state/told"; } &
      { head -c @WHOLE@ > "$work/log"; cat > /dev/null; } < "$state/whole" &
      tee "$state/last" < "$state/out" > "$state/whole" &
      ears=$!
      (bake) > "$state/out" 2>&1
      echo $? > "$state/code"
      # A process that the build has left behind may hold its output open for ever.
      turns=0
      while [ ! -f "$state/told" ] && [ "$turns" -lt @TURNS@ ]; do
        sleep 0.1
        turns=$((turns + 1))
      done
      if [ -f "$state/told" ]; then
        wait
      else
        kill "$ears"
        wait
        echo 'ingot: the build has left processes behind; they end with the builder' >> "$state/tail"
      fi
      curl -fsS --retry 3 -T "$work/log" '@LOG@' > /dev/null 2>&1 \\
        || echo 'the whole log could not be stored' >> "$state/tail"
      clean > /dev/null 2>&1
      mv "$state/code" "$state/exit"
    else
      while [ ! -f "$state/exit" ]; do sleep 1; done
    fi
    cat "$state/tail"
    exit "$(cat "$state/exit")"
    """
        .replace("@RUN@", word(run))
        .replace("@SOURCE@", quotable(source))
        .replace("@LOG@", quotable(log))
        .replace("@TASKS@", Integer.toString(MOST_TASKS))
        .replace("@TAIL@", Integer.toString(TAIL))
        .replace("@TURNS@", Integer.toString(LAST_WORDS_TENTHS))
        .replace("@WHOLE@", Long.toString(WHOLE_LOG))
        .replace(
            "@BAKE@", Base64.getEncoder().encodeToString(bake.getBytes(StandardCharsets.UTF_8)));
  }

  /** Installs SSM's agent where the base image lacks it, as Debian's do. */
  static String builderUserData(String region) {
    return """
    #!/bin/sh
    [ -z "${INGOT_ROOT:-}" ] || exit 0
    command -v amazon-ssm-agent > /dev/null && exit 0
    [ -d /snap/amazon-ssm-agent ] && exit 0
    command -v dpkg > /dev/null || exit 0
    arch=$(dpkg --print-architecture)
    url="https://s3.@REGION@.amazonaws.com/amazon-ssm-@REGION@/latest/debian_$arch/amazon-ssm-agent.deb"
    command -v curl > /dev/null || { apt-get update && apt-get install -y curl; }
    curl -fsS --retry 5 -o /tmp/agent.deb "$url" && dpkg -i /tmp/agent.deb && rm /tmp/agent.deb
    """
        .replace("@REGION@", word(region));
  }

  private static String quotable(URI uri) {
    String text = uri.toString();
    if (text.indexOf('\'') >= 0) {
      throw new CloudException.Invalid("a presigned address holds a quote");
    }
    return text;
  }

  private static String word(String text) {
    if (!text.matches("[A-Za-z0-9-]+")) {
      throw new CloudException.Invalid("'" + text + "' is no plain word");
    }
    return text;
  }
}
