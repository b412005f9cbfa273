package dev.ingot.events.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class TopicsTest {
  private static final String RETENTION = "retention.ms=604800000";
  private static final Pattern LOOP =
      Pattern.compile("for t in ([a-z -]+); do\n.*\n.* --config (\\S+)\ndone");

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
  void thePageMakesEveryTopicWithWhatItKeeps() throws IOException {
    String page = Files.readString(Path.of("../docs/aws.md"));
    Map<String, String> made = new TreeMap<>();
    Matcher loop = LOOP.matcher(page);
    while (loop.find()) {
      for (String suffix : loop.group(1).split(" ", -1)) {
        made.put(suffix, loop.group(2));
      }
    }
    Map<String, String> wanted = new TreeMap<>(Map.of(Topics.DEAD_LETTERS, RETENTION));
    Topics.all()
        .forEach(
            topic ->
                wanted.put(
                    topic.suffix(),
                    switch (topic.keeping()) {
                      case COMPACTED -> "cleanup.policy=compact";
                      case FOR_EVER -> "retention.ms=-1";
                      case RETAINED -> RETENTION;
                    }));

    assertThat(made).isEqualTo(wanted);
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
