package dev.ingot.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.pipeline.Lookback;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.pipeline.PipelineFileException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of checking one file.
 *
 * @param service the service that the file is about, when it is right and about one
 * @param environments where the service goes, in order
 * @param problems what is wrong, in the file's order
 * @param message what is wrong with the file as a whole
 * @param notes what a file that is right asks for and cannot have, for people
 */
record Finding(
    Path file,
    Optional<String> service,
    List<String> environments,
    List<Problem> problems,
    Optional<String> message,
    List<String> notes) {
  /** A file is read to be shown up to its bound, and no further. */
  private static final long MOST_BYTES = PipelineFile.MOST_CHARACTERS * 4L;

  static Finding right(Path file) {
    return new Finding(file, Optional.empty(), List.of(), List.of(), Optional.empty(), List.of());
  }

  static Finding right(Path file, PipelineFile read) {
    List<String> names = read.plans().stream().map(EnvironmentPlan::getEnvironment).toList();
    List<String> notes =
        read.plans().stream()
            .flatMap(
                plan ->
                    Lookback.unseen(plan).stream()
                        .map(what -> "%s: %s".formatted(plan.getEnvironment(), what)))
            .toList();
    return new Finding(
        file, Optional.of(read.service()), names, List.of(), Optional.empty(), notes);
  }

  /** Of a file that is right by itself, and cannot be rolled out all the same. */
  static Finding refused(Path file, PipelineFile read, String why) {
    Finding right = right(file, read);
    return new Finding(
        file,
        right.service(),
        right.environments(),
        List.of(),
        Optional.of(file + ": " + why),
        right.notes());
  }

  static Finding wrong(Path file, PipelineFileException e) {
    List<Problem> problems = e.problems();
    Optional<String> message =
        problems.isEmpty() ? Optional.of(String.valueOf(e.getMessage())) : Optional.empty();
    return new Finding(file, Optional.empty(), List.of(), problems, message, List.of());
  }

  boolean right() {
    return problems.isEmpty() && message.isEmpty();
  }

  /** For people. */
  String text() {
    String name = Clean.line(file.toString());
    if (message.isPresent()) {
      return "error: " + Clean.line(message.get()) + System.lineSeparator();
    }
    if (right()) {
      return name
          + ": right"
          + service.map(s -> " (%s: %s)".formatted(s, String.join(", ", environments))).orElse("")
          + System.lineSeparator()
          + notes.stream()
              .map(note -> "note: " + Clean.line(note) + System.lineSeparator())
              .collect(Collectors.joining());
    }
    return new Excerpts(name, source()).of(problems)
        + "%s: %d %s%n"
            .formatted(name, problems.size(), problems.size() == 1 ? "problem" : "problems");
  }

  /** The file's lines, as far as they can be shown. */
  private List<String> source() {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return List.of();
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** For programs: no line of the file is in it. */
  static ObjectNode json(List<Finding> findings, boolean right, boolean alone) {
    ObjectNode answer = Texts.object();
    answer.put("right", right);
    answer.put("environmentsChecked", !alone);
    ArrayNode files = answer.putArray("files");
    for (Finding finding : findings) {
      ObjectNode file = files.addObject();
      file.put("file", finding.file().toString());
      file.put("right", finding.right());
      finding.service().ifPresent(service -> file.put("service", service));
      if (!finding.environments().isEmpty()) {
        ArrayNode environments = file.putArray("environments");
        finding.environments().forEach(environments::add);
      }
      ArrayNode notes = file.putArray("notes");
      finding.notes().forEach(notes::add);
      ArrayNode problems = file.putArray("problems");
      finding.message().ifPresent(message -> problems.addObject().put("what", message));
      for (Problem problem : finding.problems()) {
        problems
            .addObject()
            .put("line", problem.line())
            .put("column", problem.column())
            .put("what", problem.what());
      }
    }
    return answer;
  }
}
