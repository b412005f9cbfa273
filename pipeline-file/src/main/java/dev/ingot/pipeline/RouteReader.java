package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.matching;

import dev.ingot.events.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code route}: which requests are the service's. */
final class RouteReader {
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Kind<String> HOST =
      matching(
          "(?=.{1,128}$)" + LABEL + "(\\." + LABEL + ")*",
          "a host name in lower case without wildcards, such as shop.example.com");
  private static final Kind<String> PATH =
      matching(
          "/|(?=.{1,120}$)(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+",
          "a path without wildcards and without / at its end, such as /api; it stands for all below");

  private final Scope scope;

  RouteReader(Scope scope) {
    this.scope = scope;
  }

  /** Empty where the environment's own rule holds: the service's host, every path. */
  Optional<Route> read(Section section) {
    Section route = section.section("route");
    Optional<String> host = route.read("host", HOST);
    Optional<String> path = route.read("path", PATH);
    route.refuseOthers();
    if (host.isEmpty() && path.isEmpty()) {
      return Optional.empty();
    }
    String own = scope.environment().host(scope.service());
    host.filter(h -> !h.equals(own)).ifPresent(h -> checkHost(route, h, own));
    String at = path.orElse("/");
    List<String> paths = scope.fill(scope.policy().paths());
    if (paths.stream().noneMatch(prefix -> isBelow(at, prefix))) {
      route.problem(path.isPresent() ? "path" : "host", scope.notOffered("the path", at, paths));
    }
    return Optional.of(Route.newBuilder().setHost(host.orElse(own)).setPath(at).build());
  }

  private void checkHost(Section route, String host, String own) {
    List<String> hosts = new ArrayList<>();
    hosts.add(own);
    hosts.addAll(scope.fill(scope.policy().hosts()));
    if (!scope.policy().open() && hosts.stream().noneMatch(pattern -> fits(host, pattern))) {
      route.problem("host", scope.notOffered("the host", host, hosts));
    }
  }

  /** {@code *.example.com} stands for one label, as in certificates. */
  static boolean fits(String host, String pattern) {
    if (!pattern.startsWith("*.")) {
      return host.equals(pattern);
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot).equals(pattern.substring(1));
  }

  static boolean isBelow(String path, String prefix) {
    return prefix.equals("/") || path.equals(prefix) || path.startsWith(prefix + "/");
  }
}
