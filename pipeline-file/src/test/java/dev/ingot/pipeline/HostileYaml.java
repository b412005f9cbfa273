package dev.ingot.pipeline;

import static dev.ingot.pipeline.HostileCase.in;
import static dev.ingot.pipeline.HostileCase.refused;
import static dev.ingot.pipeline.HostileCase.right;
import static dev.ingot.pipeline.HostileCase.setting;
import static dev.ingot.pipeline.HostileCase.settingIs;
import static dev.ingot.pipeline.HostileCase.taken;
import static dev.ingot.pipeline.HostileCase.with;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files that are hostile, or odd, as YAML. */
final class HostileYaml {
  private static final String BOMB =
      "a: &a [x,x,x,x,x,x,x,x,x]\n"
          + IntStream.range(1, 9)
              .mapToObj(i -> "%c: &%<c [%s]\n".formatted('a' + i, "*" + (char) ('a' + i - 1)))
              .collect(Collectors.joining());

  private HostileYaml() {}

  static List<HostileCase> cases() {
    String service = "service: shop\n";
    return List.of(
        refused("nothing at all", "", "line 1, column 1: the file is empty"),
        refused("comments alone", "# later\n", "the file is empty"),
        refused("`~`", "~", "the file is empty"),
        refused("one word", "shop", "expected 'key: value' lines, found 'shop'"),
        refused("a list at the top", "- a\n- b\n", "expected 'key: value' lines, found a list"),
        refused("10 MB of `#`", "#".repeat(10_000_000), "at most 262,144 are accepted"),
        refused(
            "one text of 300,000 characters", "a: " + "x".repeat(300_000), "keep data out of it"),
        refused(
            "aliases of aliases of aliases (a billion laughs)",
            BOMB,
            "anchors (&) and aliases (*) are not accepted"),
        refused(
            "an anchor that nobody uses",
            right().replace("shop", "&a shop"),
            "line 1, column 10: anchors (&)"),
        refused(
            "an alias of itself",
            with("fleet: &a {instances: *a}"),
            "line 3, column 8: anchors (&)"),
        refused("a merge key `<<`", with("fleet: {<<: {port: 80}}"), "unknown key 'fleet.<<'"),
        refused("100,000 open brackets", "a: " + "[".repeat(100_000), "nested deeper than 16"),
        refused("100,000 open braces", "a: " + "{a: ".repeat(50_000), "nested deeper than 16"),
        refused("20,000 items", "a: [" + "x,".repeat(20_000) + "x]", "more than 10,000 values"),
        refused(
            "6,000 keys",
            IntStream.range(0, 6_000)
                .mapToObj(i -> "k" + i + ": 1\n")
                .collect(Collectors.joining()),
            "more than 10,000 values"),
        refused(
            "a key twice",
            with("fleet: {port: 80, port: 81}"),
            "line 3, column 19: key 'port' is there twice"),
        refused(
            "a key twice, once in quotes",
            right() + "\"service\": cart\n",
            "key 'service' is there twice"),
        refused("a list as a key", with("? [a, b]\n: c"), "a key must be a text, found a list"),
        refused("nothing as a key", with("~: a"), "a key must be a text, found nothing"),
        refused(
            "a tag that names a class",
            right().replace("shop", "!!java.net.URL [\"http://x\"]"),
            "tags (!) are not accepted"),
        refused(
            "a tag of one's own",
            right().replace("shop", "!secret shop"),
            "line 1, column 10: tags (!)"),
        refused("the tag `!!str`", setting("!!str 1"), "tags (!) are not accepted"),
        refused("two documents", right() + "---\n" + right(), "a second document begins here"),
        taken(
            "one document between `---` and `...`",
            "---\n" + right() + "...\n",
            "as without them",
            file -> true),
        refused("the directive `%YAML 3.0`", "%YAML 3.0\n---\n" + right(), "not YAML: "),
        refused(
            "tabs that indent",
            "service: shop\nimage:\n\tbase: debian-12\n",
            "indent with spaces, not with tabs"),
        taken(
            "a byte order mark",
            "\uFEFF" + right(),
            "as without it",
            file -> file.service().equals("shop")),
        refused(
            "a byte order mark in the middle", service + "\uFEFFimage: 1\n", "line 2, column 1: "),
        refused(
            "UTF-16 with a mark",
            in(StandardCharsets.UTF_16, right()),
            "the file is UTF-16; save it as UTF-8"),
        refused(
            "UTF-16 without a mark",
            in(StandardCharsets.UTF_16LE, right()),
            "the file is UTF-16; save it as UTF-8"),
        refused(
            "Latin-1 with an ä",
            in(StandardCharsets.ISO_8859_1, service + "# ä\n"),
            "line 2, column 3: the file is not UTF-8 from here on"),
        refused(
            "bytes of an image",
            new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
            "line 1, column 1: the file is not UTF-8"),
        refused(
            "half of a surrogate pair, as bytes",
            new byte[] {'a', ':', ' ', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
            "line 1, column 4: the file is not UTF-8"),
        refused("NUL", service + "image: a\0b\n", "not YAML: special characters are not allowed"),
        refused("NUL, escaped", setting("\"a\\0b\""), "'settings.A' is 'a b'"),
        refused("BEL", "service: a\u0007b\n", "not YAML: "),
        taken(
            "lines that end as on Windows",
            right().replace("\n", "\r\n"),
            "as with other ends",
            file -> file.service().equals("shop")),
        refused(
            "a turn of writing in a command",
            right().replace("./run", "./run \u202E# nur."),
            "line 2, column 37: the character U+202E turns the direction of writing"),
        refused(
            "the same, escaped",
            right().replace("./run", "\"./run \\u202e\""),
            "the character U+202E turns the direction of writing"),
        refused(
            "a right-to-left mark in a comment",
            right() + "# \u200F\n",
            "the character U+200F turns the direction of writing"),
        refused("isolates in a key", right() + "\u2066x\u2069: 1\n", "the character U+2066"),
        taken(
            "four bytes of UTF-8 in a setting",
            setting("\uD83D\uDE80"),
            "as it is",
            settingIs("\uD83D\uDE80")),
        refused(
            "a key that looks like another (Cyrillic)",
            right().replace("service", "s\u0435rvice"),
            "did you mean 'service'?"),
        refused("a bracket that is never closed", service + "fleet: [\nimage: x\n", "not YAML: "),
        refused(
            "a quote that is never closed",
            service + "fleet: \"a\nimage: x\n",
            "line 2, column 8: not YAML: "),
        refused(
            "two colons in a line",
            "service: a: b\n",
            "not YAML: mapping values are not allowed here"));
  }
}
