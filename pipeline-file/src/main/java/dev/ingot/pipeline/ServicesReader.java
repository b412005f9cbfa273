package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.line;
import static dev.ingot.pipeline.Kinds.matching;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code services}: which repository may deploy which service. */
final class ServicesReader {
  private static final Kind<String> FOLDER =
      matching(
          "(?=.{1,200}$)(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*",
          "a folder of the repository without / at its ends, such as services/shop");

  private ServicesReader() {}

  static Map<String, ServiceBinding> read(Section services) {
    Map<String, ServiceBinding> bindings = new LinkedHashMap<>();
    for (String service : services.keys(NAME)) {
      Section section = services.section(service);
      Optional<String> repository =
          section.required("repository", line(1000, "https://git.example.com/acme/shop.git"));
      if (repository.filter(Kinds::hasCredentials).isPresent()) {
        section.problem(
            "repository",
            "'%s' has a user or password in its URL; write it without"
                .formatted(section.name("repository")));
      }
      Optional<String> path = section.read("path", FOLDER);
      List<String> secrets = section.list("secrets", PolicyReader.SECRET_PREFIX).orElse(List.of());
      section.refuseOthers();
      repository.ifPresent(
          r -> bindings.put(service, new ServiceBinding(service, r, path, secrets)));
    }
    return bindings;
  }
}
