package dev.ingot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.chaos.Fates.End;
import dev.ingot.chaos.Fates.Fate;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FatesTest {
  private static final Conditions CONDITIONS = new Conditions(Duration.ofMinutes(10), 7, 1, 4, 50);

  private final Fates fates = new Fates(7);

  private static List<Fate> all(Fates fates) {
    return IntStream.range(0, CONDITIONS.records() + Fates.RESOURCES)
        .mapToObj(number -> fates.of(number, CONDITIONS))
        .toList();
  }

  @Test
  void theSameSeedGivesTheSameFates() {
    assertThat(all(new Fates(7))).isEqualTo(all(fates));
    assertThat(all(new Fates(8))).isNotEqualTo(all(fates));
  }

  @Test
  void everyEndIsMet() {
    assertThat(all(fates)).extracting(Fate::end).contains(End.values());
    assertThat(all(fates).stream().filter(fate -> fate.end() == End.DOOMED))
        .extracting(Fate::stage)
        .contains("first", "second", "third");
    assertThat(all(fates).stream().filter(fate -> fate.end() == End.THROUGH))
        .hasSizeGreaterThan(CONDITIONS.records() * 9 / 10);
  }

  @Test
  void aRecordIsDoomedInTheStageThatItsFateNames() {
    for (Fate fate : all(fates)) {
      if (fate.end() != End.POISON) {
        for (String stage : Chain.STAGES) {
          assertThat(fates.task(fate.number(), fate.key(), stage).doomed())
              .as("%s in %s", fate, stage)
              .isEqualTo(fate.end() == End.DOOMED && fate.stage().equals(stage));
        }
      }
    }
  }

  @Test
  void everyResourceHasOneLastRecordThatGetsThrough() {
    List<Fate> last = all(fates).subList(CONDITIONS.records(), CONDITIONS.records() + 16);

    assertThat(last).extracting(Fate::key).doesNotHaveDuplicates().allMatch(Fates::isResource);
    assertThat(last).extracting(Fate::end).containsOnly(End.THROUGH);
  }

  @Test
  void surprisesAreFewerThanTheTries() {
    for (Fate fate : all(fates)) {
      for (String stage : Chain.STAGES) {
        assertThat(fates.task(fate.number(), fate.key(), stage).surprises())
            .isLessThan(ChainStage.RETRIES.tries());
      }
    }
  }
}
