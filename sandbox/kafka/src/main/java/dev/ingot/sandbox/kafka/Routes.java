package dev.ingot.sandbox.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which request goes where. */
final class Routes {
  private record Route(String method, List<String> pattern, Function<Request, Object> answer) {}

  private final List<Route> routes = new ArrayList<>();

  /**
   * A request.
   *
   * @param path the path's decoded segments
   * @param query decoded; the last value of a name counts
   * @param body an empty object where there was none
   */
  record Request(String method, List<String> path, Map<String, String> query, JsonNode body) {
    String at(int index) {
      return path.get(index);
    }

    boolean flag(String name) {
      return Boolean.parseBoolean(query.get(name));
    }
  }

  /**
   * Adds a route.
   *
   * @param pattern segments parted by slashes; a star takes any one segment
   * @param answer what to write as JSON
   */
  Routes on(String method, String pattern, Function<Request, Object> answer) {
    routes.add(new Route(method, List.of(pattern.split("/")), answer));
    return this;
  }

  /**
   * What to answer with status 200, to be written as JSON.
   *
   * @throws RegistryException a refusal
   */
  Object answer(Request request) {
    List<Route> known = routes.stream().filter(r -> matches(r.pattern(), request.path())).toList();
    if (known.isEmpty()) {
      throw new RegistryException(404, "HTTP 404 Not Found");
    }
    return known.stream()
        .filter(r -> r.method().equals(request.method()))
        .findFirst()
        .orElseThrow(() -> new RegistryException(405, "HTTP 405 Method Not Allowed"))
        .answer()
        .apply(request);
  }

  private static boolean matches(List<String> pattern, List<String> path) {
    if (pattern.size() != path.size()) {
      return false;
    }
    for (int i = 0; i < pattern.size(); i++) {
      if (!pattern.get(i).equals("*") && !pattern.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }
}
