package dev.ingot.sandbox.cloud.proxy;

import java.util.List;

/** Says which targets a group has; asked for every request, so it must answer from memory. */
@FunctionalInterface
public interface TargetSource {
  /** The registered and the draining targets of the group; empty for a group it does not know. */
  List<Target> targets(String targetGroup);
}
