package dev.ingot.sandbox.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiltersTest {
  @Test
  void matchesTagsAndAttributesWithWildcards() {
    Map<String, String> tags = Map.of("ingot:service", "shop");
    assertThat(passes("Filter.1.Name=tag:ingot:service&Filter.1.Value.1=sh?p", tags)).isTrue();
    assertThat(passes("Filter.1.Name=tag:ingot:service&Filter.1.Value.1=shop.", tags)).isFalse();
    assertThat(passes("Filter.1.Name=tag-key&Filter.1.Value.1=ingot:*", tags)).isTrue();
    assertThat(passes("Filter.1.Name=name&Filter.1.Value.1=x&Filter.1.Value.2=n1", tags)).isTrue();
    assertThat(passes("", tags)).isTrue();
  }

  @Test
  void refusesAFilterThatNobodyKnows() {
    assertThatThrownBy(() -> passes("Filter.1.Name=colour&Filter.1.Value.1=red", Map.of()))
        .isInstanceOf(AwsError.class);
  }

  @Test
  void cutsPages() {
    List<Integer> all = List.of(1, 2, 3);
    Page<Integer> first = Page.of(all, Optional.of(2), Optional.empty());
    assertThat(first.items()).containsExactly(1, 2);
    Page<Integer> second = Page.of(all, Optional.of(2), first.next());
    assertThat(second.items()).containsExactly(3);
    assertThat(second.next()).isEmpty();
    assertThatThrownBy(() -> Page.of(all, Optional.empty(), Optional.of("x y")))
        .isInstanceOf(AwsError.class);
  }

  private static boolean passes(String form, Map<String, String> tags) {
    return Filters.ec2(Params.parse(form)).pass(tags, name -> name.equals("name") ? "n1" : null);
  }
}
