package dev.ingot.cloud;

import java.time.Instant;

/**
 * A service that is away.
 *
 * @param service the provider's name for it, such as {@code EC2}
 * @param since when it was first taken for away
 * @param until nothing is sent to it before; after that, a few calls find out whether it is back
 */
public record Outage(String service, Instant since, Instant until) {}
