package dev.ingot.listener.webhook;

import java.time.Duration;

/**
 * What one sender, and all of them together, may take of this process.
 *
 * @param requestWithin a connection without a whole request's headers for so long is closed,
 *     however it drips
 * @param bodyWithin a body is whole after so long
 * @param idle longest silence within a body
 * @param grace a body may be slower than the slowest at first
 * @param slowest bytes a second, the least of a body after its grace
 * @param largestBody bytes; GitHub's own limit
 * @param connections open at once; others wait to be accepted
 * @param atOnce requests in hand; others are asked to come again
 * @param held bytes of all bodies that wait for their repository's name
 * @param heldFree bytes of each body that do not count into that, so that ordinary ones pass when
 *     others have taken all
 */
record Limits(
    Duration requestWithin,
    Duration bodyWithin,
    Duration idle,
    Duration grace,
    int slowest,
    int largestBody,
    int connections,
    int atOnce,
    int held,
    int heldFree) {

  static final Limits DEFAULT =
      new Limits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(45),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          1024,
          25 * 1024 * 1024,
          512,
          256,
          26 * 1024 * 1024,
          16 * 1024);
}
