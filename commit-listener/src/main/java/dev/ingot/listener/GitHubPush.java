package dev.ingot.listener;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.ingot.git.RepositoryName;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What matters of GitHub's payload, read as a stream: the rest of up to 25 MiB is skipped.
 *
 * @param repositories all ways in which the payload writes its repository, in their normal form
 * @param ref full name of the ref; empty for events without one
 * @param after what the ref points to now, as the payload claims
 */
record GitHubPush(Set<String> repositories, String ref, Optional<String> after, boolean deleted) {
  private static final Set<String> ADDRESSES =
      Set.of("clone_url", "ssh_url", "git_url", "html_url", "svn_url", "url");
  private static final int LONGEST = 2_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .build();

  GitHubPush {
    repositories = Set.copyOf(repositories);
  }

  /**
   * @throws IOException when the body is not a JSON object
   */
  static GitHubPush parse(byte[] body) throws IOException {
    Set<String> repositories = new TreeSet<>();
    String ref = "";
    Optional<String> after = Optional.empty();
    boolean deleted = false;
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the body is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "ref" -> ref = text(json).orElse("");
          case "after" -> after = text(json).filter(id -> id.matches("[0-9a-f]{40,64}"));
          case "deleted" -> deleted = value == JsonToken.VALUE_TRUE;
          case "repository" -> addresses(json, repositories);
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("something follows the JSON object");
      }
    }
    return new GitHubPush(repositories, ref, after, deleted);
  }

  private static void addresses(JsonParser json, Set<String> repositories) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean address = ADDRESSES.contains(json.currentName());
      json.nextToken();
      if (address) {
        text(json).map(RepositoryName::normal).ifPresent(repositories::add);
      } else {
        json.skipChildren();
      }
    }
  }

  private static Optional<String> text(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return Optional.empty();
    }
    return Optional.of(json.getText()).filter(t -> !t.isEmpty() && t.length() <= LONGEST);
  }
}
