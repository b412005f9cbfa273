package dev.ingot.sandbox.cloud.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as it came over the wire, without its body.
 *
 * @param path still encoded
 * @param query still encoded, without {@code ?}; empty when there is none
 * @param headers by lower-case name
 */
public record ApiRequest(
    String method, String path, String query, Map<String, List<String>> headers) {
  public ApiRequest {
    headers = Map.copyOf(headers);
  }

  /** The header's first value. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The query's parameter, decoded. */
  public Optional<String> queryParameter(String name) {
    return Optional.ofNullable(queryParameters().get(name));
  }

  /** The query, decoded; of a name given twice the last one counts. */
  public Map<String, String> queryParameters() {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.put(Percent.decode(name, false), Percent.decode(value, false));
      }
    }
    return parameters;
  }
}
