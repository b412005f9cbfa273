package dev.ingot.sandbox.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
  @Test
  void cutsAtTheEnd() {
    assertThat(ByteRange.of("bytes=2-4", 10)).contains(new ByteRange(2, 4, 10));
    assertThat(ByteRange.of("bytes=2-", 10)).contains(new ByteRange(2, 9, 10));
    assertThat(ByteRange.of("bytes=2-99", 10)).contains(new ByteRange(2, 9, 10));
    assertThat(ByteRange.of("bytes=-3", 10)).contains(new ByteRange(7, 9, 10));
    assertThat(ByteRange.of("bytes=-99", 10)).contains(new ByteRange(0, 9, 10));
  }

  @Test
  void ignoresWhatIsNone() {
    for (String header : List.of("bytes=-", "lines=1-2", "bytes=a-b", "bytes=1-2,4-5", "")) {
      assertThat(ByteRange.of(header, 10)).isEmpty();
    }
  }

  @Test
  void refusesOneBehindTheEnd() {
    assertThatThrownBy(() -> ByteRange.of("bytes=10-", 10)).isInstanceOf(AwsError.class);
    assertThatThrownBy(() -> ByteRange.of("bytes=0-", 0)).isInstanceOf(AwsError.class);
  }
}
