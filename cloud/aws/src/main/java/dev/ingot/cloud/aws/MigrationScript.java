package dev.ingot.cloud.aws;

import dev.ingot.cloud.Migration;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What the instance of a migration runs. As with a bake, it may be sent twice: the first run does
 * the work, and a second one waits for it and repeats its last words and its exit code.
 */
final class MigrationScript {
  /** The exit code of {@code timeout}. */
  static final int TIMED_OUT = 124;

  private static final int TAIL = 16_000;
  private static final long WHOLE_LOG = 64L * 1024 * 1024;

  private MigrationScript() {}

  static String of(Migration.Hook hook) {
    return """
    etc="${INGOT_ROOT:-}/etc/ingot"
    run="${INGOT_ROOT:-}/run"
    state="$run/ingot-migrate"
    log="${INGOT_ROOT:-}/var/tmp/ingot-migrate.log"
    mkdir -p "$run" "${INGOT_ROOT:-}/var/tmp"
    migrate() {
      cd "${INGOT_ROOT:-}/opt/ingot/app" || return 1
      . "$etc/env.sh"
      if [ -f "$etc/boot.sh" ]; then
        for try in 1 2 3; do
          sh "$etc/boot.sh" sh && break
        done
        . "$run/ingot/secrets.sh" || return 1
      fi
      hook=$(printf '%s' '@HOOK@' | base64 -d)
      timeout -k 5 @SECONDS@ sh -euc "$hook" < /dev/null
      code=$?
      [ "$code" != @TIMED_OUT@ ] || echo 'ingot: it was stopped after @SECONDS@ s' >&2
      return "$code"
    }
    if mkdir "$state" 2>/dev/null; then
      { (migrate) 2>&1; echo $? > "$state/code"; } | { head -c @WHOLE@ > "$log"; cat > /dev/null; }
      mv "$state/code" "$state/exit"
    else
      while [ ! -f "$state/exit" ]; do sleep 1; done
    fi
    tail -c @TAIL@ "$log"
    exit "$(cat "$state/exit")"
    """
        .replace("@TAIL@", Integer.toString(TAIL))
        .replace("@WHOLE@", Long.toString(WHOLE_LOG))
        .replace("@TIMED_OUT@", Integer.toString(TIMED_OUT))
        .replace("@SECONDS@", Long.toString(Math.max(1, hook.within().toSeconds())))
        .replace(
            "@HOOK@",
            Base64.getEncoder().encodeToString(hook.command().getBytes(StandardCharsets.UTF_8)));
  }
}
