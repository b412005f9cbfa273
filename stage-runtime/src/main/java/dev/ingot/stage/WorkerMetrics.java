package dev.ingot.stage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What a worker shows of itself, all under {@code ingot.stage.} and tagged with the stage. */
final class WorkerMetrics implements AutoCloseable {
  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> meters = new CopyOnWriteArrayList<>();
  private final Timer looks;
  private final Counter failures;
  private final Counter retries;
  private final Counter notNow;
  private final Counter deadLetters;
  private final Timer transactions;
  private final Counter settled;
  private final Counter announced;

  WorkerMetrics(MeterRegistry registry, String stage, int slot) {
    this.registry = registry;
    this.tags = Tags.of("stage", stage, "slot", String.valueOf(slot));
    this.looks = timer("looks", "Looks, and how long they take");
    this.failures = counter("look.failures", "Looks that ended in a surprise");
    this.retries = counter("look.retries", "Looks again after one that ended in a surprise");
    this.notNow =
        counter("look.postponed", "Looks put off: no lease, or something that is needed is away");
    this.deadLetters = counter("dead.letters", "Records put aside");
    this.transactions = timer("transactions", "Transactions, and how long they take");
    this.settled = counter("settled", "Records finished, and progress committed");
    this.announced = counter("events", "Events announced");
  }

  /** Shows a view of the desk; asked once per scrape and gauge. */
  void show(Supplier<Desk.View> desk) {
    gauge("records", "Records in hand", () -> desk.get().records());
    gauge("records.waiting", "Records behind another of their key", () -> desk.get().waiting());
    gauge("records.held", "Records not begun while the gate is closed", () -> desk.get().held());
    gauge("bytes", "Bytes of the records in hand", () -> desk.get().bytes());
    gauge(
        "oldest.seconds",
        "Age of the oldest record in hand; the one to alert on",
        () -> desk.get().oldestSeconds());
  }

  void looked(Duration took, LookResult result, boolean again) {
    looks.record(took);
    if (again) {
      retries.increment();
    }
    switch (result) {
      case LookResult.Failed failed -> failures.increment();
      case LookResult.Away away -> notNow.increment();
      case LookResult.NotNow later -> notNow.increment();
      case LookResult.Rest rest -> {}
      case LookResult.Finish finish -> {}
    }
  }

  void deadLetter() {
    deadLetters.increment();
  }

  void committed(int settlements, int events, Duration took) {
    transactions.record(took);
    settled.increment(settlements);
    announced.increment(events);
  }

  private Timer timer(String name, String help) {
    return kept(
        Timer.builder("ingot.stage." + name).description(help).tags(tags).register(registry));
  }

  private Counter counter(String name, String help) {
    return kept(
        Counter.builder("ingot.stage." + name).description(help).tags(tags).register(registry));
  }

  void gauge(String name, String help, Supplier<Number> value) {
    kept(
        Gauge.builder("ingot.stage." + name, value)
            .description(help)
            .tags(tags)
            .register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    meters.add(meter);
    return meter;
  }

  @Override
  public void close() {
    new ArrayList<>(meters).forEach(registry::remove);
  }
}
