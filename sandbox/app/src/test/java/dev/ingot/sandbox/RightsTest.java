package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rights that docs/aws.md gives each worker are those for the calls that its code can come to:
 * {@code -Dingot.docs=write} writes the table anew.
 */
class RightsTest {
  private static final Path PAGE = Path.of("../../docs/aws.md");
  private static final String HEADER = "| Worker | Actions |\n|---|---|\n";

  /** Whose code is not on AWS, or is another program. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "dev.ingot.sandbox",
          "dev.ingot.cloud.memory",
          "dev.ingot.chaos",
          "dev.ingot.benchmarks",
          "dev.ingot.operator");

  private static final Map<String, String> PACKAGES =
      Map.of(
          "commit-listener", "dev.ingot.listener",
          "artifact-builder", "dev.ingot.builder",
          "provisioner", "dev.ingot.provisioner",
          "traffic-shifter", "dev.ingot.shifter",
          "verifier", "dev.ingot.verifier",
          "the guard alone", "dev.ingot.guard");

  private static final Map<String, String> SERVICES =
      Map.of(
          "Ec2", "ec2",
          "Ssm", "ssm",
          "S3", "s3",
          "AutoScaling", "autoscaling",
          "ElasticLoadBalancingV2", "elasticloadbalancing",
          "CloudWatch", "cloudwatch");

  /** What AWS asks for beside the action that is called: tags that are given, roles, instances. */
  private static final Map<String, Set<String>> BESIDE =
      Map.of(
          "ec2:RunInstances", Set.of("ec2:CreateTags", "iam:PassRole"),
          "ec2:CreateImage", Set.of("ec2:CreateTags"),
          "ec2:CreateLaunchTemplate", Set.of("ec2:CreateTags"),
          "autoscaling:CreateAutoScalingGroup",
              Set.of("autoscaling:CreateOrUpdateTags", "ec2:RunInstances", "iam:PassRole"),
          "elasticloadbalancing:CreateTargetGroup", Set.of("elasticloadbalancing:AddTags"),
          "elasticloadbalancing:CreateRule", Set.of("elasticloadbalancing:AddTags"),
          "s3:HeadObject", Set.of("s3:GetObject", "s3:ListBucket"));

  private final JavaClasses house =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ingot");

  @Test
  void thePageGivesEachWorkerTheRightsForWhatItCalls() throws IOException {
    Map<String, Set<String>> rights = new TreeMap<>();
    PACKAGES.forEach((worker, its) -> rights.put(worker, rights(its)));
    String table =
        HEADER
            + rights.entrySet().stream()
                .map(row -> "| %s | %s |\n".formatted(row.getKey(), told(row.getValue())))
                .collect(Collectors.joining());
    String page = Files.readString(PAGE);
    if ("write".equals(System.getProperty("ingot.docs"))) {
      int begin = page.indexOf(HEADER);
      int end = page.indexOf("\n\n", begin) + 1;
      page = page.substring(0, begin) + table + page.substring(end);
      Files.writeString(PAGE, page);
    }

    assertThat(rights.get("commit-listener")).isEmpty();
    assertThat(page).as("run this test with -Dingot.docs=write").contains(table);
  }

  private static String told(Set<String> actions) {
    return actions.isEmpty()
        ? "none"
        : actions.stream().map(it -> "`" + it + "`").collect(Collectors.joining(", "));
  }

  /** For every call to AWS that is within reach of the package's code. */
  private Set<String> rights(String its) {
    Set<String> rights = new TreeSet<>();
    Set<JavaCodeUnit> seen = new HashSet<>();
    Deque<JavaCodeUnit> next = new ArrayDeque<>();
    house.stream()
        .filter(type -> isIn(type, its))
        .flatMap(type -> type.getCodeUnits().stream())
        .forEach(next::add);
    while (!next.isEmpty()) {
      JavaCodeUnit unit = next.pop();
      if (seen.add(unit)) {
        for (JavaCodeUnitAccess<?> access : accesses(unit)) {
          JavaClass owner = access.getTargetOwner();
          if (isClient(owner)) {
            rights.add(action(owner, access.getTarget().getName()));
          } else if (owner.getName().startsWith("dev.ingot.")) {
            reached(access.getTarget(), its).forEach(next::add);
          }
        }
      }
    }
    rights.removeIf(it -> it.endsWith(":Close") || it.endsWith(":Builder"));
    Set.copyOf(rights).forEach(it -> rights.addAll(BESIDE.getOrDefault(it, Set.of())));
    // Asked for by another name.
    rights.remove("s3:HeadObject");
    return rights;
  }

  private static Set<JavaCodeUnitAccess<?>> accesses(JavaCodeUnit unit) {
    Set<JavaCodeUnitAccess<?>> all = new HashSet<>(unit.getMethodCallsFromSelf());
    all.addAll(unit.getConstructorCallsFromSelf());
    all.addAll(unit.getMethodReferencesFromSelf());
    all.addAll(unit.getConstructorReferencesFromSelf());
    return all;
  }

  /** Whatever may be run by the call: of the type itself, of those above it and of those below. */
  private static Stream<JavaCodeUnit> reached(CodeUnitAccessTarget target, String its) {
    JavaClass owner = target.getOwner();
    return Stream.of(
            Stream.of(owner),
            owner.getAllRawSuperclasses().stream(),
            owner.getAllRawInterfaces().stream(),
            owner.getAllSubclasses().stream())
        .flatMap(types -> types)
        .distinct()
        .filter(type -> type.getName().startsWith("dev.ingot."))
        .filter(type -> ELSEWHERE.stream().noneMatch(other -> isIn(type, other)))
        .filter(
            type ->
                isIn(type, its)
                    || PACKAGES.values().stream()
                        .filter(other -> !other.equals("dev.ingot.guard"))
                        .noneMatch(other -> isIn(type, other)))
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(unit -> unit.getName().equals(target.getName()))
        .filter(
            unit ->
                names(unit.getRawParameterTypes()).equals(names(target.getRawParameterTypes())));
  }

  private static List<String> names(List<JavaClass> types) {
    return types.stream().map(JavaClass::getName).toList();
  }

  private static boolean isIn(JavaClass type, String its) {
    return type.getPackageName().equals(its) || type.getPackageName().startsWith(its + ".");
  }

  private static boolean isClient(JavaClass type) {
    return type.getName().matches("software\\.amazon\\.awssdk\\.services\\..*(Client|Presigner)");
  }

  private static String action(JavaClass client, String method) {
    String service = client.getSimpleName().replaceFirst("(Client|Presigner)$", "");
    String action = method.replaceFirst("Paginator$", "").replaceFirst("^presign", "");
    return "%s:%s"
        .formatted(
            SERVICES.getOrDefault(service, service),
            Character.toUpperCase(action.charAt(0)) + action.substring(1));
  }
}
