package dev.ingot.stage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Runs one stage: reads its topic, calls its looks, and makes every event count once.
 *
 * <p>Several workers of the same stage share its partitions; each needs a slot of its own ({@code
 * ingot.worker.slot}), for a second one with the same slot ends the first. Any number of workers
 * may run in one process.
 */
public final class StageWorker<I extends SpecificRecord> implements AutoCloseable, Health {
  private final Works<I> works;

  private StageWorker(Works<I> works) {
    this.works = works;
    ProcessHealth.add(works.state);
  }

  /**
   * Checks what must hold, joins the group and begins.
   *
   * @throws StartupException when something does not hold; it says what to do
   */
  public static <I extends SpecificRecord> StageWorker<I> start(
      Stage<I> stage, RuntimeConfig config) {
    return of(stage, config).start();
  }

  /** A worker with settings of its own. */
  public static <I extends SpecificRecord> Builder<I> of(Stage<I> stage, RuntimeConfig config) {
    return new Builder<>(stage, config);
  }

  @Override
  public boolean live() {
    return works.state.live();
  }

  @Override
  public boolean ready() {
    return works.state.ready();
  }

  @Override
  public List<String> reasons() {
    return works.state.reasons();
  }

  @Override
  public List<String> notes() {
    return works.state.notes();
  }

  /** Ends within 10 s: no new looks, a bounded wait for those that run, commit, release. */
  @Override
  public void close() {
    ProcessHealth.remove(works.state);
    works.close();
  }

  /** Ends as a killed process would, for tests: nothing more is committed, nobody is told. */
  void crash() {
    ProcessHealth.remove(works.state);
    works.crash();
  }

  /** Starts a worker. */
  public static final class Builder<I extends SpecificRecord> {
    final Stage<I> stage;
    final RuntimeConfig config;
    Clock clock = Clock.systemUTC();
    MeterRegistry meters = Metrics.globalRegistry;
    RetryPolicy retries = RetryPolicy.DEFAULT;
    Surprises surprises = Surprises.ALL_COUNT;
    Gate<I> gate = Gate.open();
    final List<Consumer<WorkerMetrics>> gauges = new ArrayList<>();
    Duration pacing = Duration.ofMillis(10);
    Limits limits = Limits.DEFAULT;
    Takeover takeover = Takeover.ANY;
    Duration openAtMost = StableWatch.LONGEST;
    Duration watchEvery = StableWatch.EVERY;

    private Builder(Stage<I> stage, RuntimeConfig config) {
      this.stage = stage;
      this.config = config;
    }

    /** What stages are told as the time; timers keep their own. */
    public Builder<I> clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Where its meters go; Micrometer's global registry where not set. */
    public Builder<I> meters(MeterRegistry meters) {
      this.meters = meters;
      return this;
    }

    /** How looks that end in a surprise are tried again. */
    public Builder<I> retries(RetryPolicy retries) {
      this.retries = retries;
      return this;
    }

    /**
     * Which surprises use up no try; none where not set. A record waits for what is away for at
     * most as long as its stage's spec allows it to be in hand; then it is abandoned after all.
     */
    public Builder<I> surprises(Surprises surprises) {
      this.surprises = surprises;
      return this;
    }

    /** Whether something new may be begun; always where not set. */
    public Builder<I> gate(Gate<I> gate) {
      this.gate = gate;
      return this;
    }

    /** The shortest time between two looks at a record, however much news comes in; 10 ms. */
    public Builder<I> pacing(Duration pacing) {
      this.pacing = pacing;
      return this;
    }

    /**
     * Shows a number of the stage's own beside the worker's, as {@code ingot.stage.<name>}.
     *
     * @param value asked at every scrape, from any thread; answers at once
     */
    public Builder<I> gauge(String name, String help, Supplier<Number> value) {
      gauges.add(metrics -> metrics.gauge(name, help, value));
      return this;
    }

    /**
     * How long its work may go without anybody when a worker dies; where the brokers' session
     * timeout is not shorter, the worker is unready and says so.
     *
     * @param settings what says so, by name, for people
     */
    public Builder<I> takenOverWithin(Duration bearable, String settings) {
      this.takeover = new Takeover(bearable, settings);
      return this;
    }

    /** When an open transaction makes it unready, and how often it looks for one. */
    Builder<I> openTransactions(Duration atMost, Duration every) {
      this.openAtMost = atMost;
      this.watchEvery = every;
      return this;
    }

    /** What is held at most. */
    Builder<I> limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /**
     * Checks what must hold, joins the group and begins.
     *
     * @throws StartupException when something does not hold; it says what to do
     */
    public StageWorker<I> start() {
      return new StageWorker<>(Works.start(this));
    }

    /**
     * Like {@link #start}, for a process that has more to do than this stage: what does not hold
     * yet is waited for, for as long as it takes, and health says so meanwhile.
     *
     * @throws dev.ingot.stage.config.ConfigException when the configuration is wrong
     */
    public AutoCloseable startWhenPossible() {
      return PatientStart.begin(stage.spec().name(), this::start);
    }
  }
}
