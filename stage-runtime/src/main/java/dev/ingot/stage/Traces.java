package dev.ingot.stage;

import dev.ingot.events.wire.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Where a trace goes on, or begins: one from push to outcome, also where nobody collects spans. */
final class Traces {
  private Traces() {}

  /** The span that this thread is in, or else a trace of its own, not sampled. */
  static TraceParent currentOrNew() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid()
        ? new TraceParent(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asByte() & 0xff)
        : new TraceParent(digits() + digits(), digits(), 0);
  }

  /** 16 digits, never all zero. */
  private static String digits() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
  }
}
