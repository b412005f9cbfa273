package dev.ingot.kill;

import dev.ingot.stage.FaultPoint;

/** The points between effects on the log, on the disk and on a webhook's sender. */
public final class StageFaults implements FaultPoint.Watcher {
  @Override
  public void passed(FaultPoint point, String what) {
    // Every installation has topics' prefixes of its own; the points are the same.
    String topic = what.substring(what.lastIndexOf('.') + 1);
    Faults.passed(topic.isEmpty() ? point.name() : point.name() + " " + topic);
  }
}
