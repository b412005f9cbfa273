package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.wire.ApiRequest;
import java.util.Set;

/** S3 does not say the action in a request; it follows from the method and the path. */
final class S3Action {
  /** All actions there are. */
  static final Set<String> ALL =
      Set.of(
          "ListBuckets",
          "CreateBucket",
          "HeadBucket",
          "GetBucketLocation",
          "ListObjectsV2",
          "DeleteBucket",
          "PutObject",
          "GetObject",
          "HeadObject",
          "DeleteObject");

  private S3Action() {}

  /** The action's name in S3's API; the method where it is none of ours. */
  static String of(ApiRequest request) {
    String[] path = request.path().replaceFirst("^/", "").split("/", 2);
    String method = request.method();
    if (path[0].isEmpty()) {
      return method.equals("GET") ? "ListBuckets" : method;
    }
    if (path.length < 2 || path[1].isEmpty()) {
      return switch (method) {
        case "PUT" -> "CreateBucket";
        case "HEAD" -> "HeadBucket";
        case "GET" ->
            request.queryParameters().containsKey("location")
                ? "GetBucketLocation"
                : "ListObjectsV2";
        case "DELETE" -> "DeleteBucket";
        default -> method;
      };
    }
    return switch (method) {
      case "PUT" -> "PutObject";
      case "GET" -> "GetObject";
      case "HEAD" -> "HeadObject";
      case "DELETE" -> "DeleteObject";
      default -> method;
    };
  }
}
