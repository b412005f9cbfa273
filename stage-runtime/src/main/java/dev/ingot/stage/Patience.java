package dev.ingot.stage;

import java.time.Duration;

/**
 * How long things may take, and how soon they are tried again.
 *
 * @param retries of looks that end in a surprise
 * @param longestAway how long a record waits for what is away until that counts as a failure
 * @param pacing the shortest time between two looks at a record
 */
record Patience(RetryPolicy retries, Duration longestAway, Duration pacing) {}
