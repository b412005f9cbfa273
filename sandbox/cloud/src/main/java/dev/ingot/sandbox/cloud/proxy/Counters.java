package dev.ingot.sandbox.cloud.proxy;

import java.util.List;

/** What came of requests, per target group and second; remembers 3,600 seconds. */
public interface Counters {
  /**
   * One closed second. A request counts in the second in which it ended.
   *
   * @param epochSecond when it began
   * @param requests all that were sent to a target of the group, connection errors too
   * @param status2xx answers of targets, 1xx not counted
   * @param connectionErrors 502s that the load balancer made: the target refused, or broke off
   * @param timeouts 504s that the load balancer made: the target did not answer in time
   * @param responseSecondsSum time from the request sent to the answer begun, summed over answers
   * @param responseSecondsMax the longest of them; 0 when there was none
   * @param responseTimes all of them
   */
  record Tick(
      long epochSecond,
      long requests,
      long status2xx,
      long status3xx,
      long status4xx,
      long status5xx,
      long connectionErrors,
      long timeouts,
      double responseSecondsSum,
      double responseSecondsMax,
      ResponseTimes responseTimes) {
    /** Answers that came from targets. */
    public long responses() {
      return status2xx + status3xx + status4xx + status5xx;
    }
  }

  /**
   * The closed seconds in the range, in order, with zeros where there was no request. Left out is
   * what is not over yet, what is too long ago, and what was before the load balancer's start.
   *
   * @param fromEpochSecond inclusive
   * @param toEpochSecond exclusive
   */
  List<Tick> ticks(String targetGroup, long fromEpochSecond, long toEpochSecond);

  /** Requests of the group that were sent to a target and have not ended. */
  int inFlight(String targetGroup);

  /**
   * Requests on this target that have not ended. Once the {@link TargetSource} calls a target
   * draining (or no longer names it) and this is 0, no request will reach it any more.
   */
  int inFlightOnTarget(String targetId);

  /** Forgets a group that was deleted. */
  void forget(String targetGroup);
}
