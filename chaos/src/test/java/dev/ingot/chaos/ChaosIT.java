package dev.ingot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The short form: workers, brokers and the registry are disturbed, and every record is accounted
 * for. Its time is too short for one fault of each kind.
 */
class ChaosIT {
  private static final Logger log = LoggerFactory.getLogger(ChaosIT.class);

  @TempDir Path folder;

  @Test
  void everyRecordIsAccountedFor() throws Exception {
    Conditions conditions = new Conditions(Duration.ofSeconds(25), 20261, 3, 3, 24);

    Report report = new ChaosRun(conditions, folder, log::info).run();

    log.info("{}", report.table());
    assertThat(report.complaints()).as("to repeat: %s", conditions.command()).isEmpty();
    assertThat(report.findings().inputs()).isEqualTo(conditions.records() + Fates.RESOURCES);
    assertThat(report.brokerRestarts()).isPositive();
    assertThat(report.count(Fault.Kind.REGISTRY.words)).isPositive();
    assertThat(report.workerFaults()).as("faults that did happen").isGreaterThanOrEqualTo(2);
    assertThat(faults(report) + report.count(Disturbance.DROPPED))
        .as("every fault of the schedule has happened, or had no time left")
        .isEqualTo(Schedule.of(conditions).size());
    assertThat(report.staleness().writes()).isPositive();
    assertThat(report.staleness().takeovers()).isPositive();
    assertThat(report.clean()).isTrue();
  }

  private static int faults(Report report) {
    return Arrays.stream(Fault.Kind.values()).mapToInt(kind -> report.count(kind.words)).sum();
  }
}
