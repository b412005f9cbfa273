package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.time.Duration;

/**
 * What one gate found, with all that went in.
 *
 * @param method limit, comparison, ranks (the weaker one), or none where nothing was judged
 * @param sentence one sentence for people
 * @param ticks ticks that told of both arms, or of the candidate where there is no other
 * @param time their length together
 * @param candidateThreshold in the metric's unit; NaN when nothing is cut
 * @param liveThreshold the live fleet's
 * @param evidence E, finite; of ranks, 1/p
 * @param needed the E at which the gate fires
 * @param bound tolerated ratio or share
 * @param proven evidence that the candidate is not as bad as would matter; 0 where none is sought
 * @param weak whether it is only told
 */
public record Finding(
    String metric,
    String method,
    String sentence,
    Counts candidate,
    Counts live,
    int ticks,
    Duration time,
    double candidateThreshold,
    double liveThreshold,
    double evidence,
    double needed,
    double bound,
    double alpha,
    double proven,
    boolean weak) {}
