package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.stage.PublishException;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.LogWatch;
import dev.ingot.stage.testkit.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollerTest {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private final List<PushReported> reported = new CopyOnWriteArrayList<>();
  private Heads heads = (repository, refs) -> Map.of(Events.REF, "a".repeat(40));
  private final SettableClock clock = SettableClock.atStart();
  private Reports reports = reported::add;
  private Map<String, Registration> registrations = Map.of(Events.SERVICE, Events.registration());
  private final Poller poller =
      new Poller(
          () -> registrations,
          (r, refs) -> heads.heads(r, refs),
          push -> reports.report(push),
          clock,
          new PollPlan(INTERVAL, new SplittableRandom(1)));

  @Test
  void reportsAHeadOnce() throws Exception {
    poll();
    poll();

    assertThat(reported).hasSize(1);
    assertThat(reported.get(0).getSource()).isEqualTo(PushSource.POLLER);
    assertThat(reported.get(0).getService()).isEqualTo(Events.SERVICE);
    assertThat(reported.get(0).getClaimedCommit()).isEqualTo("a".repeat(40));
  }

  @Test
  void reportsAHeadThatMoved() throws Exception {
    poll();
    heads = (repository, refs) -> Map.of(Events.REF, "b".repeat(40));

    poll();

    assertThat(reported).hasSize(2);
  }

  @Test
  void reportsAgainWhenTheReportWasNotSafe() throws Exception {
    reports =
        push -> {
          throw new PublishException("not acknowledged", new IOException());
        };
    poll();
    reports = reported::add;

    poll();

    assertThat(reported).hasSize(1);
  }

  @Test
  void reportsAKnownHeadAgainAfterManyTurns() throws Exception {
    for (int i = 0; i < 40; i++) {
      poll();
    }

    assertThat(reported).hasSize(2);
  }

  @Test
  void goesOnWhenARepositoryDoesNotAnswer() throws Exception {
    Registration gone =
        Registration.newBuilder().setRepository("https://gone").setRef(Events.REF).build();
    registrations = Map.of("gone", gone, Events.SERVICE, Events.registration());
    heads =
        (repository, refs) -> {
          if (repository.equals("https://gone")) {
            throw new IOException("no answer");
          }
          return Map.of(Events.REF, "a".repeat(40));
        };

    poll();

    assertThat(reported).extracting(PushReported::getService).containsExactly(Events.SERVICE);
  }

  @Test
  void saysOnceThatABranchIsGoneAndOnceThatItIsBack() throws Exception {
    poll();
    try (LogWatch log = new LogWatch()) {
      heads = (repository, refs) -> Map.of();
      poll();
      poll();
      heads = (repository, refs) -> Map.of(Events.REF, "b".repeat(40));
      poll();
      poll();

      assertThat(log.lines())
          .satisfiesExactly(
              gone ->
                  assertThat(gone)
                      .contains(Events.REF + " is gone", "Register the service anew")
                      .contains("service=" + Events.SERVICE),
              back -> assertThat(back).contains(Events.REF + " is there again"));
    }
    assertThat(reported).hasSize(2);
  }

  @Test
  void saysItAgainOfAnotherRegistration() throws Exception {
    heads = (repository, refs) -> Map.of();
    try (LogWatch log = new LogWatch()) {
      poll();
      registrations =
          Map.of(
              Events.SERVICE,
              Registration.newBuilder(Events.registration()).setRef("refs/heads/typo").build());
      poll();

      assertThat(log.lines())
          .satisfiesExactly(
              one -> assertThat(one).contains(Events.REF + " is gone"),
              two -> assertThat(two).contains("refs/heads/typo is gone"));
    }
  }

  @Test
  void asksARepositoryOfSeveralServicesOnce() throws Exception {
    Registration other = Registration.newBuilder(Events.registration()).setPath("other").build();
    registrations = Map.of(Events.SERVICE, Events.registration(), "other", other);
    AtomicInteger asked = new AtomicInteger();
    heads =
        (repository, refs) -> {
          asked.incrementAndGet();
          return Map.of(Events.REF, "a".repeat(40));
        };

    poll();

    assertThat(asked).hasValue(1);
    assertThat(reported)
        .extracting(PushReported::getService)
        .containsExactlyInAnyOrder(Events.SERVICE, "other");
  }

  /** A turn after which each repository was due once, but for the first two. */
  private void poll() throws InterruptedException {
    poller.poll();
    clock.advance(INTERVAL.plus(INTERVAL.dividedBy(4)));
    poller.poll();
  }
}
