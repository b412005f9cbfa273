package dev.ingot.sandbox;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house: which room may touch what. The table is in CONTRIBUTING.md. */
class HouseRulesTest {
  private static final String EVENTS = "dev.ingot.events..";
  private static final String RUNTIME = "dev.ingot.stage";
  private static final String CONFIG = "dev.ingot.stage.config";
  private static final String TESTKIT = "dev.ingot.stage.testkit..";
  private static final String SPI = "dev.ingot.cloud";
  private static final String PROVIDERS = "dev.ingot.cloud.(*)..";
  private static final String AWS = "dev.ingot.cloud.aws..";
  private static final String GUARD = "dev.ingot.guard..";
  private static final String OPERATOR = "dev.ingot.operator..";
  private static final String PIPELINE = "dev.ingot.pipeline..";
  private static final String GIT = "dev.ingot.git..";
  private static final String RECIPE = "dev.ingot.recipe..";
  private static final String SANDBOX = "dev.ingot.sandbox..";
  private static final String SANDBOX_CLOUD = "dev.ingot.sandbox.cloud..";
  private static final String CHAOS = "dev.ingot.chaos..";
  private static final String BENCHMARKS = "dev.ingot.benchmarks..";

  private static final String AWS_SDK = "software.amazon..";
  private static final String KAFKA_CLIENTS = "org.apache.kafka.clients..";

  private static final List<String> WORKERS =
      List.of(
          "dev.ingot.listener..",
          "dev.ingot.builder..",
          "dev.ingot.provisioner..",
          "dev.ingot.shifter..",
          "dev.ingot.verifier..");

  /** Threads whose whole work is to do something at intervals, or to try again; all are bounded. */
  private static final Set<String> MAY_SLEEP =
      Set.of(
          "dev.ingot.stage.Repeating",
          "dev.ingot.stage.PollLoop",
          "dev.ingot.stage.Intake",
          "dev.ingot.stage.Committer",
          "dev.ingot.stage.HistoryReader",
          "dev.ingot.events.wire.RegistryHttp");

  /** Compares the times of files with one another, and those are the machine's own. */
  private static final Set<String> MAY_ASK_THE_MACHINE = Set.of("dev.ingot.recipe.CacheRoom");

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ingot");

  private static void holds(ArchRule rule) {
    rule.allowEmptyShould(true).check(HOUSE);
  }

  private static DescribedPredicate<JavaClass> anyOf(String... packages) {
    return resideInAnyPackage(packages);
  }

  private static DescribedPredicate<JavaClass> ours() {
    return resideInAPackage("dev.ingot..");
  }

  private static DescribedPredicate<JavaClass> oursBut(String... packages) {
    return ours().and(DescribedPredicate.not(anyOf(packages)));
  }

  private static DescribedPredicate<JavaClass> notNamed(Set<String> names) {
    return DescribedPredicate.describe(
        "are not among " + names, type -> !names.contains(type.getName()));
  }

  @Test
  void everyRoomIsThere() {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName))
        .contains(
            "dev.ingot.events",
            RUNTIME,
            SPI,
            "dev.ingot.cloud.aws",
            "dev.ingot.guard",
            "dev.ingot.operator");
    assertThat(WORKERS)
        .allSatisfy(
            worker -> assertThat(HOUSE.that(resideInAPackage(worker))).as(worker).isNotEmpty());
  }

  @Test
  void eventsAreAContractWithoutLogic() {
    holds(
        classes()
            .that()
            .resideInAPackage(EVENTS)
            .should()
            .onlyDependOnClassesThat(
                anyOf(
                    EVENTS,
                    "java..",
                    "org.apache.avro..",
                    "org.apache.kafka.common..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "org.slf4j..")));
  }

  @Test
  void theRuntimeKnowsNoCloudAndNoWorker() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(RUNTIME, CONFIG)
            .should()
            .dependOnClassesThat(oursBut(EVENTS, RUNTIME, CONFIG)));
  }

  @Test
  void configurationDependsOnNothing() {
    holds(
        classes()
            .that()
            .resideInAPackage(CONFIG)
            .should()
            .onlyDependOnClassesThat(anyOf(CONFIG, "java..", "org.jspecify..")));
  }

  @Test
  void whatACloudCanDoIsSaidInTermsOfTheJdk() {
    holds(
        classes()
            .that()
            .resideInAPackage(SPI)
            .should()
            .onlyDependOnClassesThat(anyOf(SPI, "java..", "org.jspecify..")));
  }

  @Test
  void providersKnowTheSpiAlone() {
    holds(
        noClasses()
            .that()
            .resideInAPackage(PROVIDERS)
            .should()
            .dependOnClassesThat(
                oursBut("dev.ingot.cloud..").or(resideInAPackage("org.apache.kafka.."))));
  }

  @Test
  void resilienceStandsBetweenTheRuntimeAndTheCloudsAndKnowsNobodyElse() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.ingot.resilience..")
            .should()
            .dependOnClassesThat(
                oursBut("dev.ingot.resilience..", RUNTIME, CONFIG, SPI, "dev.ingot.pipeline..")));
  }

  @Test
  void nobodyButTheClassPathNamesAProvider() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.ingot.cloud..", BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.ingot.cloud.aws..", "dev.ingot.cloud.memory.."));
  }

  @Test
  void theAwsSdkIsTouchedByTheAwsProviderAlone() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(AWS, BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AWS_SDK));
  }

  @Test
  void whatTalksToGitHostsIsTouchedByGitAccessAlone() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage(GIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.sshd..", "org.apache.hc.."));
  }

  @Test
  void gitAccessKnowsTheConfigurationAndNobodyElse() {
    holds(
        noClasses()
            .that()
            .resideInAPackage(GIT)
            .should()
            .dependOnClassesThat(oursBut(GIT, CONFIG)));
  }

  @Test
  void aRecipeIsKnownWithoutAWorkerAndWithoutKafka() {
    holds(
        noClasses()
            .that()
            .resideInAPackage(RECIPE)
            .should()
            .dependOnClassesThat(
                oursBut(RECIPE, GIT, PIPELINE, EVENTS, SPI, RUNTIME, CONFIG)
                    .or(resideInAPackage("org.apache.kafka.."))));
  }

  @Test
  void kafkaClientsAreTouchedByTheRuntimeAndTheWireAlone() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(RUNTIME, "dev.ingot.events.wire..", SANDBOX, CHAOS, BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(KAFKA_CLIENTS));
  }

  @Test
  void aWorkerKnowsNoOtherWorker() {
    for (String worker : WORKERS) {
      String[] others = WORKERS.stream().filter(w -> !w.equals(worker)).toArray(String[]::new);
      holds(
          noClasses()
              .that()
              .resideInAPackage(worker)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others));
    }
  }

  @Test
  void nobodyButTheSandboxKnowsAWorker() {
    String[] rooms =
        Stream.concat(WORKERS.stream(), Stream.of(SANDBOX, BENCHMARKS)).toArray(String[]::new);
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKERS.toArray(String[]::new)));
  }

  /** The way back depends on nothing that may be down with the rest. */
  @Test
  void theGuardKnowsNoEventNoKafkaAndNoWorker() {
    holds(
        noClasses()
            .that()
            .resideInAPackage(GUARD)
            .should()
            .dependOnClassesThat(
                oursBut(GUARD, SPI, PIPELINE, RUNTIME, CONFIG)
                    .or(resideInAPackage("org.apache.kafka.."))));
  }

  @Test
  void theOperatorKnowsEventsTheRuntimesReadersAndTheGuard() {
    holds(
        noClasses()
            .that()
            .resideInAPackage(OPERATOR)
            .should()
            .dependOnClassesThat(
                oursBut(OPERATOR, EVENTS, RUNTIME, CONFIG, SPI, GUARD, PIPELINE, GIT, RECIPE)));
  }

  @Test
  void nobodyDependsOnTheSandbox() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(SANDBOX, CHAOS, BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SANDBOX));
  }

  @Test
  void nobodyDependsOnTheTestkit() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TESTKIT));
  }

  @Test
  void theSandboxsCloudSharesNoBugWithOurAwsClient() {
    holds(
        noClasses()
            .that()
            .resideInAPackage(SANDBOX_CLOUD)
            .should()
            .dependOnClassesThat(oursBut(SANDBOX_CLOUD).or(resideInAPackage(AWS_SDK))));
  }

  @Test
  void theSandboxsBrokerKnowsNothingOfIngot() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.ingot.sandbox.kafka..")
            .should()
            .dependOnClassesThat(oursBut("dev.ingot.sandbox.kafka..")));
  }

  @Test
  void aJudgeIsPure() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.ingot.verifier.judge..")
            .should()
            .dependOnClassesThat(
                oursBut("dev.ingot.verifier.judge..", EVENTS)
                    .or(anyOf("java.io..", "java.net..", "java.util.concurrent.."))));
  }

  @Test
  void nobodyWaitsInAHandler() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(SANDBOX, CHAOS)
            .and(notNamed(MAY_SLEEP))
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "it is Thread.sleep",
                    call ->
                        call.getTargetOwner().isEquivalentTo(Thread.class)
                            && call.getName().equals("sleep"))));
  }

  @Test
  void timeIsInjectedIntoWorkers() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(
                Stream.concat(WORKERS.stream(), Stream.of(RECIPE)).toArray(String[]::new))
            .and(notNamed(MAY_ASK_THE_MACHINE))
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis"));
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : HOUSE) {
      JavaPackage its = type.getPackage();
      // Avro generates the events, and knows nothing of null markers.
      if (!its.getName().equals("dev.ingot.events") && !its.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(its.getName());
      }
    }

    assertThat(unmarked).as("packages without @NullMarked in package-info.java").isEmpty();
  }
}
