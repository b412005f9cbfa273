package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value that must be nowhere but where secrets are kept. */
final class Canary {
  private Canary() {}

  /**
   * Files of the stack that hold the canary: the log's segments (all topics), state, tags, user
   * data, objects, consoles, logs. Left out are the parameter store itself, and what is memory on a
   * real machine.
   */
  static List<Path> whereIn(Path home, String canary) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean looks =
                attributes.isRegularFile() && !file.toString().contains("/run/ingot/secrets.");
            if (looks && text(file, canary).contains(canary)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path seen, @Nullable IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static String text(Path file, String canary) {
    try {
      if (!Objects.toString(file.getFileName()).equals("state.json")) {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
      }
      ObjectNode state = (ObjectNode) new ObjectMapper().readTree(file.toFile());
      ObjectNode account = (ObjectNode) state.get("account");
      assertThat(account.remove("vault").toString()).contains(canary);
      return state.toString();
    } catch (NoSuchFileException e) {
      return ""; // fleets come and go
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
