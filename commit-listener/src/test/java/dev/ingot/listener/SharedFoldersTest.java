package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Registration;
import dev.ingot.stage.testkit.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SharedFoldersTest {
  private final List<Set<String>> fetched = new ArrayList<>();
  private final SharedFolders folders =
      new SharedFolders(
          (repository, ref, commit, wanted) -> {
            fetched.add(wanted);
            return wanted.stream().collect(Collectors.toMap(f -> f, f -> f + "@" + commit));
          },
          () ->
              Map.of(
                  "a",
                  in("a"),
                  "b",
                  in("b/"),
                  "no",
                  in("../no"),
                  "bound",
                  in(""),
                  "c",
                  elsewhere()),
          new Bindings((service, folder) -> service.equals("bound") ? "d" : folder));

  @Test
  void fetchesACommitOnceForAllServicesOfItsRepository() throws Exception {
    assertThat(folders.tree(Events.REPOSITORY, Events.REF, "1", "a")).isEqualTo("a@1");
    assertThat(folders.tree(Events.REPOSITORY, Events.REF, "1", "b")).isEqualTo("b@1");
    assertThat(fetched).containsExactly(Set.of("a", "b", "d"));

    assertThat(folders.tree(Events.REPOSITORY, Events.REF, "2", "a")).isEqualTo("a@2");
    assertThat(folders.tree(Events.REPOSITORY, Events.REF, "1", "new")).isEqualTo("new@1");
    assertThat(fetched).hasSize(3);
  }

  private static Registration in(String folder) {
    return Registration.newBuilder(Events.registration()).setPath(folder).build();
  }

  private static Registration elsewhere() {
    return Registration.newBuilder(in("c")).setRepository("https://git.test/other").build();
  }
}
