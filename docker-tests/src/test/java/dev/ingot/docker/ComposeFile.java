package dev.ingot.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The part of Compose's file format that our own file uses, so that what is tested is what people
 * run. Anything else in it is an error.
 */
final class ComposeFile {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

  private final Map<String, Service> services = new LinkedHashMap<>();

  /**
   * A service of the file.
   *
   * @param arguments of the image's build
   * @param needs services that must be healthy before
   * @param profiles who runs it; empty for always
   */
  record Service(
      String name,
      String image,
      String dockerfile,
      Map<String, String> arguments,
      List<String> command,
      Map<String, String> environment,
      List<String> volumes,
      List<Integer> ports,
      List<String> healthTest,
      List<String> needs,
      List<String> profiles) {}

  /** Reads the file with these variables. */
  static ComposeFile read(Path file, Map<String, String> variables) throws IOException {
    Matcher matcher = VARIABLE.matcher(Files.readString(file));
    String text =
        matcher.replaceAll(
            found ->
                Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group(2))));
    Map<?, ?> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    ComposeFile compose = new ComposeFile();
    map(root.get("services"))
        .forEach((name, body) -> compose.services.put(name, service(name, map(body))));
    return compose;
  }

  /** In an order in which each comes after those that it needs. */
  List<Service> services() {
    List<Service> ordered = new ArrayList<>();
    services.values().stream()
        .filter(service -> service.profiles().isEmpty())
        .forEach(service -> add(service, ordered));
    return ordered;
  }

  Service service(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("no service '" + name + "' in the file");
    }
    return service;
  }

  private void add(Service service, List<Service> ordered) {
    if (!ordered.contains(service)) {
      service.needs().forEach(needed -> add(service(needed), ordered));
      ordered.add(service);
    }
  }

  private static Service service(String name, Map<String, Object> body) {
    Map<String, Object> rest = new LinkedHashMap<>(body);
    Map<String, Object> build = map(rest.remove("build"));
    Service service =
        new Service(
            name,
            String.valueOf(rest.remove("image")),
            String.valueOf(build.get("dockerfile")),
            strings(map(build.get("args"))),
            list(rest.remove("command")),
            strings(map(rest.remove("environment"))),
            list(rest.remove("volumes")),
            list(rest.remove("ports")).stream()
                .map(port -> Integer.valueOf(port.substring(port.lastIndexOf(':') + 1)))
                .toList(),
            list(map(rest.remove("healthcheck")).get("test")),
            List.copyOf(map(rest.remove("depends_on")).keySet()),
            list(rest.remove("profiles")));
    // Left to the engine; nothing that a test would have to imitate.
    rest.keySet().removeAll(List.of("restart", "init", "stop_grace_period", "security_opt"));
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(name + " has keys that this test does not know: " + rest);
    }
    return service;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  private static Map<String, String> strings(Map<String, Object> values) {
    Map<String, String> strings = new LinkedHashMap<>();
    values.forEach((key, value) -> strings.put(key, String.valueOf(value)));
    return strings;
  }

  private static List<String> list(@Nullable Object value) {
    return value == null ? List.of() : ((List<?>) value).stream().map(String::valueOf).toList();
  }
}
