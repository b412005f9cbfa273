package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellWayTest {
  @ParameterizedTest
  @CsvSource({
    "ROOT_AND_ITSELF, 1000, 992",
    "ROOT_AND_ITSELF, 3, 1",
    "ROOT_AND_ITSELF, 9000, 4096",
    "ROOT_AND_ITSELF, unlimited, 4096",
    "ROOT, 1000, 4096",
    "ITSELF, 1000, 4096"
  })
  void theUsersOwnLimitCountsWhereItBinds(CellWay.Who who, String hard, int most) {
    assumeTrue(Launcher.onPath("prlimit"));
    List<String> limits =
        List.of(
            "Limit                     Soft Limit           Hard Limit           Units",
            "Max processes             500                  %-20s processes".formatted(hard));

    assertThat(new CellWay(who, true).most(4_096, limits)).isEqualTo(most);
    assertThat(Confines.crowded(most)).contains("%,d processes".formatted(most));
  }
}
