package dev.ingot.verifier.sources;

import dev.ingot.cloud.FleetManager;
import dev.ingot.cloud.FleetManager.Endpoint;
import dev.ingot.events.ArmCounts;
import dev.ingot.events.Reading;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.sources.ScrapedArm.Page;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * The instances' own counters. They only show what was counted since they were started: a tick is
 * the difference between two readings, and the readings go to the log with it. Whose clock is right
 * does not matter, as no time of theirs is looked at. For one look: every instance is asked once.
 */
final class ScrapeSource implements MeasurementSource {
  static final String NAME = "scrape";

  private static final Duration WITHIN = Duration.ofSeconds(2);

  /** Pages that are read at once: each may be some megabytes. */
  private static final int AT_ONCE = 8;

  private final FleetManager manager;
  private final String path;
  private final Duration tick;
  private final Fleets fleets;
  private final Web web;
  private final Deadline deadline;
  private final Map<String, FutureTask<Map<String, Answer>>> answers = new ConcurrentHashMap<>();

  ScrapeSource(
      FleetManager manager, String path, Duration tick, Fleets fleets, Web web, Deadline deadline) {
    this.manager = manager;
    this.path = path;
    this.tick = tick;
    this.fleets = fleets;
    this.web = web;
    this.deadline = deadline;
  }

  /** What an instance has answered. */
  private sealed interface Answer {
    record Body(String text) implements Answer {}

    record Refused(String why) implements Answer {}

    record None(String why) implements Answer {}
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration tick() {
    return tick;
  }

  @Override
  public Duration delay() {
    return Duration.ZERO;
  }

  @Override
  public boolean looksBack() {
    return false;
  }

  /** One reading tells one tick: the last one. What lies between two looks is in it. */
  @Override
  public SortedMap<Instant, Both> measure(
      Asked asked, Instant from, Instant to, Optional<Both> last) {
    ArmCounts candidate =
        ScrapedArm.measure(
            pages(asked, fleets.candidate()),
            last.map(both -> both.candidate().getReadings()).orElse(List.of()));
    List<Reading> readings = last.flatMap(Both::live).map(ArmCounts::getReadings).orElse(List.of());
    Optional<ArmCounts> live =
        fleets.live().map(fleet -> ScrapedArm.measure(pages(asked, fleet), readings));
    return new TreeMap<>(Map.of(to.minus(tick), new Both(candidate, live)));
  }

  /**
   * The counters that the first tick is told from; and of the live fleet all that they have counted
   * so far, where a threshold is to be taken from it.
   */
  @Override
  public SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks) {
    ArmCounts candidate = ScrapedArm.begin(pages(asked, fleets.candidate()), false);
    Optional<ArmCounts> live = fleets.live().map(fleet -> begin(pages(asked, fleet), asked));
    boolean nothing =
        candidate.getReadings().isEmpty()
            && live.map(ArmCounts::getReadings).orElse(List.of()).isEmpty();
    return nothing
        ? new TreeMap<>()
        : new TreeMap<>(Map.of(end.minus(tick), new Both(candidate, live)));
  }

  @Override
  public SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to) {
    return new TreeMap<>();
  }

  /** The counters are those of whom the candidate is compared with, the threshold is live's. */
  private ArmCounts begin(Map<String, Page> compared, Asked asked) {
    Optional<String> before = fleets.before();
    if (before.equals(fleets.live()) || before.isEmpty() || !asked.pinned()) {
      return ScrapedArm.begin(compared, asked.pinned());
    }
    return ArmCounts.newBuilder(ScrapedArm.begin(pages(asked, before.get()), true))
        .setReadings(ScrapedArm.begin(compared, false).getReadings())
        .build();
  }

  private Map<String, Page> pages(Asked asked, String fleet) {
    Counted counted = Counted.of(asked.metric().orElseThrow());
    Map<String, Page> pages = new HashMap<>();
    answers(fleet)
        .forEach((instance, answer) -> pages.put(instance, page(instance, counted, answer)));
    return pages;
  }

  private static Page page(String instance, Counted counted, Answer answer) {
    return switch (answer) {
      case Answer.None none -> new Page.Silent(none.why());
      case Answer.Refused refused -> new Page.Odd(refused.why());
      case Answer.Body body -> {
        try {
          Optional<Sample> counters = counted.on(Exposition.parse(body.text(), counted::wants));
          yield counters
              .<Page>map(Page.Shown::new)
              .orElseGet(() -> new Page.Silent(instance + " does not show the metric"));
        } catch (IOException e) {
          yield new Page.Odd(String.valueOf(e.getMessage()));
        }
      }
    };
  }

  /**
   * Metrics are measured at once: the first that wants a fleet asks it, and the others wait for the
   * same answers, as long as that takes. Nobody is asked under the map's lock, which other fleets
   * share.
   */
  private Map<String, Answer> answers(String fleet) {
    FutureTask<Map<String, Answer>> asking = new FutureTask<>(() -> ask(fleet));
    FutureTask<Map<String, Answer>> known = answers.putIfAbsent(fleet, asking);
    if (known == null) {
      asking.run();
    }
    try {
      return (known == null ? asking : known).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + fleet + " is asked", e);
    }
  }

  private Map<String, Answer> ask(String fleet) {
    List<Endpoint> endpoints = manager.endpoints(fleet);
    Map<String, Answer> all = new ConcurrentHashMap<>();
    Semaphore room = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Endpoint endpoint : endpoints) {
        threads.execute(
            () -> {
              room.acquireUninterruptibly();
              try {
                all.putIfAbsent(endpoint.instance(), ask(endpoint));
              } finally {
                room.release();
              }
            });
      }
    }
    return all;
  }

  private Answer ask(Endpoint endpoint) {
    Duration left = deadline.left();
    Duration within = left.compareTo(WITHIN) < 0 ? left : WITHIN;
    try {
      URI uri = new URI("http", null, endpoint.host(), endpoint.port(), path, null, null);
      HttpResponse<byte[]> answer =
          web.send(
              endpoint.instance(),
              HttpRequest.newBuilder(uri).header("Accept", "text/plain;version=0.0.4").build(),
              within);
      String type = answer.headers().firstValue("Content-Type").orElse("text/plain");
      if (answer.statusCode() != 200) {
        return new Answer.None(
            "%s answers %d at %s".formatted(endpoint.instance(), answer.statusCode(), path));
      }
      return type.startsWith("text/plain") || type.startsWith("application/openmetrics-text")
          ? new Answer.Body(Exposition.text(answer.body()))
          : new Answer.Refused("it answers %s, not metrics in text".formatted(type));
    } catch (SourceException e) {
      return new Answer.None(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Answer.Refused(String.valueOf(e.getMessage()));
    } catch (URISyntaxException e) {
      return new Answer.None(endpoint.instance() + " has no address that can be asked");
    }
  }
}
