package dev.ingot.benchmarks.webhooks;

import java.net.URI;

/** What takes webhooks, and answers each with 202 when the brokers have acknowledged its push. */
public interface Intake extends AutoCloseable {
  URI uri();
}
