package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.stage.PublishException;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PollerTest {
  private final List<PushReported> reported = new CopyOnWriteArrayList<>();
  private Heads heads = (repository, ref) -> Optional.of("a".repeat(40));
  private Reports reports = reported::add;
  private Map<String, Registration> registrations = Map.of(Events.SERVICE, Events.registration());
  private final Poller poller =
      new Poller(
          () -> registrations,
          (r, f) -> heads.head(r, f),
          push -> reports.report(push),
          SettableClock.atStart());

  @Test
  void reportsAHeadOnce() throws Exception {
    poller.poll();
    poller.poll();

    assertThat(reported).hasSize(1);
    assertThat(reported.get(0).getSource()).isEqualTo(PushSource.POLLER);
    assertThat(reported.get(0).getService()).isEqualTo(Events.SERVICE);
    assertThat(reported.get(0).getClaimedCommit()).isEqualTo("a".repeat(40));
  }

  @Test
  void reportsAHeadThatMoved() throws Exception {
    poller.poll();
    heads = (repository, ref) -> Optional.of("b".repeat(40));

    poller.poll();

    assertThat(reported).hasSize(2);
  }

  @Test
  void reportsAgainWhenTheReportWasNotSafe() throws Exception {
    reports =
        push -> {
          throw new PublishException("not acknowledged", new IOException());
        };
    poller.poll();
    reports = reported::add;

    poller.poll();

    assertThat(reported).hasSize(1);
  }

  @Test
  void reportsAKnownHeadAgainAfterManyTurns() throws Exception {
    for (int i = 0; i < 40; i++) {
      poller.poll();
    }

    assertThat(reported).hasSize(2);
  }

  @Test
  void goesOnWhenARepositoryDoesNotAnswer() throws Exception {
    Registration gone =
        Registration.newBuilder().setRepository("https://gone").setRef(Events.REF).build();
    registrations = Map.of("gone", gone, Events.SERVICE, Events.registration());
    heads =
        (repository, ref) -> {
          if (repository.equals("https://gone")) {
            throw new IOException("no answer");
          }
          return Optional.of("a".repeat(40));
        };

    poller.poll();

    assertThat(reported).extracting(PushReported::getService).containsExactly(Events.SERVICE);
  }
}
