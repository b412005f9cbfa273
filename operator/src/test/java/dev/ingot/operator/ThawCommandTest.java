package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.Freeze;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.testkit.Events;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stays of a freeze. */
class ThawCommandTest {
  private static Freeze in(String... environments) {
    return new Freeze(List.of(environments), Events.START);
  }

  @Test
  void nothingStaysWhereNoEnvironmentIsNamed() {
    assertThat(ThawCommand.left("shop", in("staging", "production"), List.of())).isNull();
    assertThat(ThawCommand.left("shop", in(), List.of())).isNull();
  }

  @Test
  void theOtherEnvironmentsStayAsLong() {
    assertThat(ThawCommand.left("shop", in("staging", "production"), List.of("staging")))
        .isEqualTo(in("production"));
    assertThat(ThawCommand.left("shop", in("staging"), List.of("staging", "production"))).isNull();
  }

  @Test
  void whatIsNotFrozenIsNotThawed() {
    assertThatThrownBy(() -> ThawCommand.left("shop", null, List.of()))
        .isInstanceOf(LogToolException.class)
        .hasMessage("shop is not frozen");
    assertThatThrownBy(() -> ThawCommand.left("*", in("production"), List.of("staging")))
        .hasMessage("every service is frozen in production alone");
    assertThatThrownBy(() -> ThawCommand.left("shop", in(), List.of("staging")))
        .hasMessageContaining("is frozen in all environments");
  }
}
