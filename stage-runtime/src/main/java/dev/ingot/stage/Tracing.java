package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A span per look, child of the span that wrote the record; its context goes out with what the look
 * announces. Without a configured OpenTelemetry nothing is recorded, and the trace is still
 * carried.
 */
final class Tracing {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<Headers> GETTER = new HeadersGetter();

  private final Tracer tracer;
  private final String stage;

  Tracing(String stage) {
    this(GlobalOpenTelemetry.get(), stage);
  }

  Tracing(OpenTelemetry telemetry, String stage) {
    this.tracer = telemetry.getTracer("dev.ingot.stage");
    this.stage = stage;
  }

  Span look(Headers record, String orderKey, int attempt) {
    return tracer
        .spanBuilder(stage + " look")
        .setParent(W3C.extract(Context.root(), record, GETTER))
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute("ingot.stage", stage)
        .setAttribute("ingot.order.key", orderKey)
        .setAttribute("ingot.attempt", attempt)
        .startSpan();
  }

  /** Headers that carry the span's trace on; empty when there is no trace. */
  Headers carriedBy(Span span) {
    Headers headers = new RecordHeaders();
    if (!span.getSpanContext().isValid()) {
      return headers;
    }
    W3C.inject(
        Context.root().with(span),
        headers,
        (carrier, key, value) -> {
          if (carrier != null) {
            carrier.add(key, value.getBytes(US_ASCII));
          }
        });
    return headers;
  }

  void end(Span span, LookResult result) {
    if (result instanceof LookResult.Failed failed) {
      span.recordException(failed.surprise());
      span.setStatus(StatusCode.ERROR, Sentences.of(failed.surprise()));
    }
    span.end();
  }

  private static final class HeadersGetter implements TextMapGetter<Headers> {
    @Override
    @SuppressWarnings("deprecation") // still to be implemented, though nobody calls it
    public Iterable<String> keys(Headers headers) {
      List<String> keys = new ArrayList<>();
      headers.forEach(header -> keys.add(header.key()));
      return keys;
    }

    @Override
    public @Nullable String get(@Nullable Headers headers, String key) {
      Header header = headers == null ? null : headers.lastHeader(key);
      return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
  }
}
