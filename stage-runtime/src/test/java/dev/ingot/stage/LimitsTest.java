package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  private static final long MIB = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({
    // A worker's default heap: hundreds to a few thousand deployments.
    "64, 13_981, 8_388_608",
    "96, 20_000, 15_099_494",
    "256, 20_000, 48_653_926",
    "4096, 20_000, 67_108_864",
    // Even the smallest goes on, slowly.
    "16, 2_796, 1_677_721",
  })
  void growWithTheHeapUpToABound(long mebibytes, String records, String bytes) {
    Limits limits = Limits.within(mebibytes * MIB);

    assertThat(limits.records()).isEqualTo(number(records));
    assertThat(limits.bytes()).isEqualTo(number(bytes));
  }

  private static int number(String text) {
    return Integer.parseInt(text.replace("_", ""));
  }
}
