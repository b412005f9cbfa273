package dev.ingot.cloud.memory;

/** What is to come of a bake. */
public sealed interface BakeScript {
  /** How many looks find it in progress first. */
  int looks();

  record Succeeds(int looks, String log) implements BakeScript {}

  record Fails(int looks, String reason, String log) implements BakeScript {}
}
