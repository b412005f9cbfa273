package dev.ingot.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ingot.benchmarks.report.Machine;
import dev.ingot.benchmarks.report.Overview;
import dev.ingot.benchmarks.report.Page;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Svg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A folder of results: of each benchmark a page, a chart and all figures; and an overview. */
final class Results {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  Results(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Replaces what an earlier run has written under the name. */
  void write(Report report, Machine machine) throws IOException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Files.writeString(file(report, ".md"), Page.markdown(report, machine, today));
    Files.writeString(file(report, ".svg"), Svg.of(report.chart()));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", report.name());
    all.put("title", report.title());
    all.put("day", today.toString());
    all.put("machine", machine);
    all.put(
        "goals",
        report.goals().stream()
            .map(
                g ->
                    Map.of(
                        "goal", g.what(),
                        "limit", g.limitText(),
                        "measured", g.measuredText(),
                        "met", g.met()))
            .toList());
    all.put("figures", report.raw());
    Files.writeString(file(report, ".json"), JSON.writeValueAsString(all) + "\n");
  }

  /** Of everything that is in the folder, also from earlier runs. */
  void writeOverview(List<String> names) throws IOException {
    List<Overview.Entry> entries = new ArrayList<>();
    for (String name : names) {
      Path file = folder.resolve(name + ".json");
      if (Files.exists(file)) {
        entries.add(entry(JSON.readTree(file.toFile())));
      }
    }
    Files.writeString(folder.resolve("README.md"), Overview.markdown(entries));
  }

  private static Overview.Entry entry(JsonNode of) {
    List<Overview.Shown> goals = new ArrayList<>();
    of.path("goals")
        .forEach(
            g ->
                goals.add(
                    new Overview.Shown(
                        g.path("goal").asText(),
                        g.path("limit").asText(),
                        g.path("measured").asText(),
                        g.path("met").asBoolean())));
    return new Overview.Entry(
        of.path("name").asText(), of.path("title").asText(), of.path("day").asText(), goals);
  }

  private Path file(Report report, String ending) {
    return folder.resolve(report.name() + ending);
  }
}
