package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is odd about bodies. */
final class HostileBodies extends HostileCases {
  private static final int MIB = 1 << 20;

  @Override
  void all() {
    json();
    texts();
    sizes();
  }

  private void json() {
    github("an empty body", 400, "the body is empty", r -> r.body(""));
    for (String body : List.of("null", "[]", "7", "\"text\"")) {
      github("`" + body + "`", 400, "the body is not a JSON object", r -> r.body(body));
    }
    github("`{}`", 400, "the payload names no repository", r -> r.body("{}"));
    github("half of the JSON", 400, NOT_JSON, r -> r.body(b -> b.substring(0, 200)));
    github("two objects", 400, "something follows the JSON object", r -> r.body(b -> b + b));
    github("letters behind the object", 400, NOT_JSON, r -> r.body(b -> b + "x"));
    github("a comment", 400, NOT_JSON, r -> r.body(b -> "/* c */" + b));
    github("single quotes", 400, NOT_JSON, r -> r.body(b -> b.replace('"', '\'')));
    github("a comma too many", 400, NOT_JSON, r -> r.body(b -> b.replace("\"id\"", ",\"id\"")));
    github("NaN", 400, NOT_JSON, r -> r.body(b -> b.replace("35129377", "NaN")));
    github("-Infinity", 400, NOT_JSON, r -> r.body(b -> b.replace("35129377", "-Infinity")));
    github(
        "a number of 10,000 digits",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("35129377", "7".repeat(10_000))));
    github(
        "a number of 10^1000000",
        202,
        PUSHES,
        r -> r.body(b -> b.replace("35129377", "1e1000000")));
    github(
        "lists 101 deep",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("[\"a\"]", "[".repeat(101) + "]".repeat(101))));
    github(
        "lists 100,000 deep",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("[\"a\"]", "[".repeat(100_000))));
    github(
        "`ref` twice",
        400,
        "twice",
        r -> r.body(b -> b.replace("\"before\"", "\"ref\": \"refs/heads/x\", \"before\"")));
    github(
        "`repository` twice",
        400,
        "twice",
        r -> r.body(b -> b.replace("\"before\"", "\"repository\": {}, \"before\"")));
    github(
        "a repository's address twice",
        400,
        "twice",
        r ->
            r.body(
                b ->
                    b.replace(
                        "\"clone_url\"", "\"clone_url\": \"https://git.test/x\", \"clone_url\"")));
    github(
        "the repository is a text",
        400,
        "names no repository",
        r ->
            r.body(
                "{\"ref\": \"refs/heads/main\", \"repository\": \"https://git.test/shop.git\"}"));
    github(
        "the repository has no address",
        400,
        "names no repository",
        r -> r.body("{\"ref\": \"refs/heads/main\", \"repository\": {\"name\": \"shop\"}}"));
    github(
        "another's repository",
        401,
        NOBODYS,
        r -> r.body(b -> b.replace("git.test/shop", "git.test/bank")));
    github(
        "the repository's address is a number",
        400,
        "names no repository",
        r -> r.body("{\"repository\": {\"clone_url\": 7}}"));
    github("a BOM before the JSON", 202, PUSHES, r -> r.body(b -> "\ufeff" + b));
    github("UTF-16", 202, PUSHES, r -> r.encoded(UTF_16LE));
  }

  private void texts() {
    ref("`ref` is a number", "7");
    ref("`ref` is null", "null");
    ref("`ref` is a list of lists", "[[\"refs/heads/main\"]]");
    ref("`ref` is a short name", "\"main\"");
    ref("a branch named like a command", "\"refs/heads/$(reboot)`reboot`;reboot\"");
    ref("a branch named like a path", "\"refs/heads/../../../etc/passwd\"");
    ref("a branch with quotes and line feeds", "\"refs/heads/\\\"'\\n\\r\"");
    ref("a branch with an escaped NUL", "\"refs/heads/main\\u0000\"");
    ref("a branch that writes from right to left", "\"refs/heads/\\u202eniam\"");
    ref("a branch with half a surrogate pair", "\"refs/heads/\\ud800\"");
    ref("a branch in letters of 4 bytes", "\"refs/heads/\ud83d\ude80\"");
    ref("a branch in letters that only look alike", "\"refs/heads/m\u0430in\"");
    github(
        "a raw NUL in a text",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("heads/main", "heads/main\0")));
    github(
        "a raw line feed in a text",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("heads/main", "heads/main\n")));
    bytes("bytes that are no UTF-8", "\u00ff\u00fe");
    github(
        "a NUL in two bytes of UTF-8",
        200,
        OTHER_REF,
        r ->
            r.body(
                Sample.GITHUB
                    .body()
                    .replace("heads/main", "heads/main\u00c0\u0080")
                    .getBytes(ISO_8859_1)));
    bytes("a letter of UTF-8 cut off", "\u00e2\u0082");
    github(
        "an escape that is none",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("heads/main", "heads/\\x41")));
    github(
        "a branch of 1 MB",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("heads/main", "heads/" + "m".repeat(1_000_000))));
    github(
        "a field's name of 1 MB",
        400,
        NOT_JSON,
        r -> r.body(b -> b.replace("\"before\"", "\"" + "b".repeat(1_000_000) + "\"")));
    github(
        "a message of 1 MB",
        202,
        PUSHES,
        r -> r.body(b -> b.replace("elsewhere", "m".repeat(1_000_000))));
    github(
        "a commit's id that is none",
        202,
        PUSHES,
        r -> r.body(b -> b.replace(Sample.COMMIT, "$(reboot)")));
    github(
        "100,000 different fields",
        202,
        PUSHES,
        r ->
            r.body(
                b ->
                    b.replace(
                        "\"before\"",
                        IntStream.range(0, 100_000)
                                .mapToObj(i -> "\"f" + i + "\": 1, ")
                                .collect(Collectors.joining())
                            + "\"before\"")));
  }

  private void ref(String input, String json) {
    github(input, 200, OTHER_REF, r -> r.body(b -> b.replace("\"refs/heads/main\"", json)));
  }

  private void bytes(String input, String latin) {
    github(
        input,
        400,
        NOT_JSON,
        r ->
            r.body(
                Sample.GITHUB.body().replace("heads/main", "heads/" + latin).getBytes(ISO_8859_1)));
  }

  private void sizes() {
    github("25 MiB", 202, PUSHES, r -> r.body(padded(25 * MIB, true)));
    github(
        "25 MiB in chunks, its repository at the end",
        202,
        PUSHES,
        r -> r.body(padded(25 * MIB, false)).chunked());
    github("25 MiB and a byte", 413, "larger than 25 MiB", r -> r.body(padded(25 * MIB + 1, true)));
    github(
        "25 MiB and a byte in chunks",
        413,
        "larger than 25 MiB",
        r -> r.body(padded(25 * MIB + 1, true)).chunked());
    github("25 MiB of spaces", 400, NOT_JSON, r -> r.body(" ".repeat(25 * MIB - 1) + "x"));
  }

  /** The sample with a field of so many letters, so that the whole has the size. */
  private static String padded(int size, boolean behind) {
    String body = Sample.GITHUB.body().strip();
    String field = "\"padding\": \"%s\"";
    int letters = size - body.length() - field.length();
    String padding = field.formatted("p".repeat(letters));
    return behind
        ? body.substring(0, body.length() - 1) + ", " + padding + "}"
        : "{" + padding + ", " + body.substring(1);
  }
}
