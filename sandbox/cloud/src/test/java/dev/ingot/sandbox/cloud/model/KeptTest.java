package dev.ingot.sandbox.cloud.model;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A new field of the model is either kept across a restart, or named here with the reason. */
class KeptTest {
  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldIsKeptOrLeftOutOnPurpose(Class<?> kind, Class<?> kept, Set<String> leftOut) {
    Set<String> fields =
        Stream.of(kind.getDeclaredFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()))
            .map(field -> field.getName())
            .collect(toSet());
    Set<String> covered = new HashSet<>(leftOut);
    Stream.of(kept.getRecordComponents()).forEach(component -> covered.add(component.getName()));
    assertThat(covered).isEqualTo(fields);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        // They are made anew for every life.
        Arguments.of(Account.class, Account.Kept.class, Set.of("clock", "lock")),
        Arguments.of(Images.class, Images.Kept.class, Set.of()),
        Arguments.of(Instances.class, Instances.Kept.class, Set.of()),
        // No machine outlives the sandbox.
        Arguments.of(Instance.class, Instance.Kept.class, Set.of("machine")),
        Arguments.of(LaunchTemplates.class, LaunchTemplates.Kept.class, Set.of()),
        Arguments.of(Group.class, Group.Kept.class, Set.of()),
        Arguments.of(Member.class, Member.Kept.class, Set.of()),
        // Targets end with their instances; the rest says from when on requests are counted.
        Arguments.of(
            TargetGroup.class,
            TargetGroup.Kept.class,
            Set.of("targets", "firstUsed", "lastUsed", "used")),
        Arguments.of(Command.class, Command.Kept.class, Set.of()));
  }
}
