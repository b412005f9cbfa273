package dev.ingot.cloud.memory;

/** The calls that can be made to fail. */
public enum Call {
  RESOLVE_BASE,
  FIND_IMAGE,
  LOOK_AT_BAKE,
  ABANDON_BAKE,
  FLEETS,
  USAGE,
  FIND_FLEET,
  ENSURE,
  ENSURE_TWIN,
  ADOPT,
  MIGRATE,
  SMOKE,
  PIN,
  UNPIN,
  RETIRE_AFTER,
  RETIRE,
  DIAGNOSE,
  ENDPOINTS,
  PREVIEW,
  CURRENT,
  ROUTES,
  SHIFT,
  RESTORE_LIVE,
  TICKS,
  LATENCIES
}
