package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real producer chooses is in LogIT. */
class KeyPartitionTest {
  /** The hashes are those of Kafka's own test of its murmur2. */
  @ParameterizedTest
  @CsvSource({
    "21, -973932308",
    "foobar, -790332482",
    "a-little-bit-long-string, -985981536",
    "a-little-bit-longer-string, -1486304829",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
    "abc, 479470107"
  })
  void isTheHashWithoutItsSignModuloThePartitions(String key, int murmur2) {
    int positive = murmur2 & 0x7fffffff;

    assertThat(KeyPartition.of(key.getBytes(UTF_8), Integer.MAX_VALUE)).isEqualTo(positive);
    assertThat(KeyPartition.of(key.getBytes(UTF_8), 12)).isEqualTo(positive % 12);
  }
}
