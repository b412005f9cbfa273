package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Freeze;
import dev.ingot.events.Registration;
import dev.ingot.events.StandingOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderBookTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Registration SHOP =
      new Registration("https://git.test/shop", "refs/heads/main", "");

  private final OrderBook book = new OrderBook();

  private static StandingOrder order(
      String service, @Nullable Registration registration, @Nullable Freeze freeze) {
    return StandingOrder.newBuilder()
        .setId(service)
        .setService(service)
        .setRegistration(registration)
        .setFreeze(freeze)
        .setWho("operator")
        .setWhy("a test")
        .setSetAt(NOW)
        .build();
  }

  @Test
  void knowsTheLatestRegistrationOfEachService() {
    book.set(order("shop", null, null));
    book.set(order("shop", SHOP, null));
    book.set(order("gone", SHOP, null));
    book.set(order("gone", null, null));

    assertThat(book.registration("shop")).contains(SHOP);
    assertThat(book.registration("gone")).isEmpty();
    assertThat(book.registration("never")).isEmpty();
    assertThat(book.registrations()).containsOnlyKeys("shop");
  }

  @Test
  void forgetsAServiceAtItsTombstone() {
    book.set(order("shop", SHOP, new Freeze(List.of(), null)));

    book.clear("shop");

    assertThat(book.registrations()).isEmpty();
    assertThat(book.frozen("shop", "production", NOW)).isFalse();
  }

  @Test
  void aFreezeWithoutEnvironmentsHoldsForAll() {
    book.set(order("shop", SHOP, new Freeze(List.of(), null)));

    assertThat(book.frozen("shop", "production", NOW)).isTrue();
    assertThat(book.frozen("other", "production", NOW)).isFalse();
  }

  @Test
  void aFreezeHoldsForTheEnvironmentsThatItNames() {
    book.set(order("shop", SHOP, new Freeze(List.of("production"), null)));

    assertThat(book.frozen("shop", "production", NOW)).isTrue();
    assertThat(book.frozen("shop", "staging", NOW)).isFalse();
  }

  @Test
  void aFreezeOfEveryServiceHoldsUntilItsEnd() {
    book.set(order("*", null, new Freeze(List.of(), NOW.plusSeconds(1))));

    assertThat(book.frozen("shop", "production", NOW)).isTrue();
    assertThat(book.frozen("shop", "production", NOW.plusSeconds(1))).isFalse();
  }
}
