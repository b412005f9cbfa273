package dev.ingot.sandbox.cloud.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ParamsTest {
  @Test
  void readsListsOfBothKinds() {
    Params in =
        Params.parse(
            "Filter.1.Name=tag%3Aa&Filter.1.Value.2=y&Filter.1.Value.1=x+z"
                + "&Names.member.10=j&Names.member.2=b&Deep.One.Two=3");
    assertThat(in.list("Filter")).hasSize(1);
    assertThat(in.list("Filter").get(0).required("Name")).isEqualTo("tag:a");
    assertThat(in.list("Filter").get(0).texts("Value")).containsExactly("x z", "y");
    assertThat(in.texts("Names")).containsExactly("b", "j");
    assertThat(in.in("Deep").in("One").number("Two")).contains(3);
    assertThat(in.has("Deep")).isTrue();
    assertThat(in.has("Dee")).isFalse();
  }

  @Test
  void readsPointsInTime() {
    assertThat(Params.parse("T=2026-11-23T08%3A00%3A00Z").time("T"))
        .contains(Instant.parse("2026-11-23T08:00:00Z"));
  }

  @Test
  void refusesWhatIsMissingOrOutOfRange() {
    Params in = Params.parse("A=x&B=70000&=&&%zz=1");
    assertThatThrownBy(() -> in.required("C")).isInstanceOf(AwsError.class);
    assertThatThrownBy(() -> in.number("A")).isInstanceOf(AwsError.class);
    assertThatThrownBy(() -> in.number("B", 1, 65_535)).isInstanceOf(AwsError.class);
    assertThatThrownBy(() -> in.time("A")).isInstanceOf(AwsError.class);
  }

  @Test
  void refusesAFormWithoutEnd() {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      form.append("A.").append(i).append("=x&");
    }
    assertThatThrownBy(() -> Params.parse(form.toString())).isInstanceOf(AwsError.class);
  }
}
