package dev.ingot.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.FaultPoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No effect of a worker is missing from {@code points.txt}, not even one that no story has. */
class PointsTest {
  /** An image that came to nothing: the sandbox's never do. */
  private static final Set<String> IN_NO_STORY =
      Set.of("Ec2.DeregisterImage", "Ec2.DeleteSnapshot");

  private static final String SENT = "EVENT_SENT ";
  private static final String EMITTING = "dev.ingot.stage.StageSpec";

  @Test
  void everyCallThatChangesTheCloudIsAPoint() throws Exception {
    Set<String> calls =
        new ClassFileImporter()
            .importPackages("dev.ingot.cloud.aws").stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(PointsTest::isOnAClient)
                .map(PointsTest::point)
                .filter(point -> !AwsFaults.reads(point.substring(point.indexOf('.') + 1)))
                .collect(Collectors.toCollection(TreeSet::new));

    Set<String> known = listed().filter(p -> p.contains(".")).collect(Collectors.toSet());
    assertThat(calls).containsAll(known).containsAll(IN_NO_STORY);
    calls.removeAll(known);
    assertThat(calls).containsExactlyInAnyOrderElementsOf(IN_NO_STORY);
  }

  @Test
  void everyFaultPointIsListed() throws Exception {
    Set<String> names = listed().map(p -> p.split(" ", 2)[0]).collect(Collectors.toSet());

    assertThat(Arrays.stream(FaultPoint.values()).map(FaultPoint::name)).allMatch(names::contains);
  }

  @ParameterizedTest
  @EnumSource
  void everyTopicThatAStageEmitsToIsListed(Worker worker) throws Exception {
    Set<String> outputs = outputs(worker);
    Set<String> listed =
        Points.of(worker).all().stream()
            .filter(point -> point.startsWith(SENT))
            .map(point -> point.substring(SENT.length()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(outputs).as("what the code says, found").isNotEmpty();
    // No stage says so: it is the runtime that writes them, of any stage's input.
    outputs.add(Topics.DEAD_LETTERS);
    assertThat(listed).isEqualTo(outputs);
  }

  /**
   * The topics in a stage's {@code .emits(…)}. The compiler notes lines of calls alone, so what is
   * read for a call has the line of the call before it.
   */
  private static Set<String> outputs(Worker worker) throws Exception {
    String its = worker.main.substring(0, worker.main.lastIndexOf('.'));
    Set<String> topics = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importPackages(its)) {
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        Set<Integer> before = linesBeforeEmits(unit);
        for (JavaFieldAccess access : unit.getFieldAccesses()) {
          if (access.getTargetOwner().getName().equals(Topics.class.getName())
              && !access.isDeclaredInLambda()
              && before.contains(access.getLineNumber())) {
            Object topic = Topics.class.getField(access.getName()).get(null);
            topics.add(((Topic<?>) Objects.requireNonNull(topic)).suffix());
          }
        }
      }
    }
    return topics;
  }

  private static Set<Integer> linesBeforeEmits(JavaCodeUnit unit) {
    TreeSet<Integer> lines =
        unit.getMethodCallsFromSelf().stream()
            .filter(call -> !call.isDeclaredInLambda())
            .map(JavaMethodCall::getLineNumber)
            .collect(Collectors.toCollection(TreeSet::new));
    return unit.getMethodCallsFromSelf().stream()
        .filter(call -> call.getTargetOwner().getName().startsWith(EMITTING))
        .filter(call -> call.getName().equals("emits"))
        .map(call -> lines.headSet(call.getLineNumber(), false))
        .filter(earlier -> !earlier.isEmpty())
        .map(NavigableSet::last)
        .collect(Collectors.toSet());
  }

  private static Stream<String> listed() throws IOException {
    Set<String> all = new TreeSet<>();
    for (Worker worker : Worker.values()) {
      all.addAll(Points.of(worker).all());
    }
    return all.stream();
  }

  private static boolean isOnAClient(JavaMethodCall call) {
    return call.getTargetOwner()
            .getName()
            .matches("software\\.amazon\\.awssdk\\.services\\..*Client")
        && !call.getName().equals("close")
        && !call.getName().equals("builder");
  }

  private static String point(JavaMethodCall call) {
    String client = call.getTargetOwner().getSimpleName().replaceFirst("Client$", "");
    String action = call.getName().replaceFirst("Paginator$", "");
    return client + "." + Character.toUpperCase(action.charAt(0)) + action.substring(1);
  }
}
