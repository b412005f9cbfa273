package dev.ingot.events.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void everyEventSchemaHasExactlyOneTopicAndViceVersa() {
    assertThat(Topics.all())
        .extracting(topic -> topic.event().getSimpleName())
        .containsExactlyInAnyOrderElementsOf(EventSchemas.files());
  }

  @Test
  void everyTopicHasANameOfItsOwn() {
    assertThat(new HashSet<>(Topics.all().stream().map(Topic::suffix).toList()))
        .hasSameSizeAs(Topics.all())
        .doesNotContain(Topics.DEAD_LETTERS)
        .allSatisfy(suffix -> assertThat(suffix).matches("[a-z][a-z-]*"));
  }

  @Test
  void everyTopicConstantIsListed() throws IllegalAccessException {
    for (var field : Topics.class.getFields()) {
      if (field.getType() == Topic.class) {
        assertThat(Topics.all()).as(field.getName()).contains((Topic<?>) field.get(null));
      }
    }
  }

  @Test
  void everyEnumHasTheDefaultUnknown() {
    assertThat(EventSchemas.named().values())
        .filteredOn(schema -> schema.getType() == Schema.Type.ENUM)
        .isNotEmpty()
        .allSatisfy(
            schema ->
                assertThat(schema.getEnumDefault()).as(schema.getName()).isEqualTo("UNKNOWN"));
  }

  @Test
  void everythingIsDocumented() {
    for (Schema schema : EventSchemas.named().values()) {
      assertThat(schema.getDoc()).as(schema.getName()).isNotBlank();
      if (schema.getType() == Schema.Type.RECORD) {
        for (Schema.Field field : schema.getFields()) {
          assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
        }
      }
    }
  }
}
