package dev.ingot.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.ingot.stage.FaultPoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No effect of a worker is missing from {@code points.txt}, not even one that no story has. */
class PointsTest {
  /** An image that came to nothing: the sandbox's never do. */
  private static final Set<String> IN_NO_STORY =
      Set.of("Ec2.DeregisterImage", "Ec2.DeleteSnapshot");

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
