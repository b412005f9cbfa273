package dev.ingot.pipeline;

import static dev.ingot.pipeline.HostileCase.environment;
import static dev.ingot.pipeline.HostileCase.refused;
import static dev.ingot.pipeline.HostileCase.right;
import static dev.ingot.pipeline.HostileCase.setting;
import static dev.ingot.pipeline.HostileCase.settingIs;
import static dev.ingot.pipeline.HostileCase.taken;
import static dev.ingot.pipeline.HostileCase.with;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files that are YAML, with values that are hostile or odd. */
final class HostileValues {
  private static final String SCRAPE =
      "verify: {sources: {scrape: {}}, metrics: {m: {source: scrape, limit: 5%, total: b, bad: ";

  private HostileValues() {}

  static List<HostileCase> cases() {
    return List.of(
        taken("`no` (Norway) as a setting", setting("no"), "the text no", settingIs("no")),
        taken("`007` as a setting", setting("007"), "the text 007", settingIs("007")),
        taken("`1.50` as a setting", setting("1.50"), "the text 1.50", settingIs("1.50")),
        taken(
            "`0x1F`, `1e3`, `12:30:45` as settings",
            setting("12:30:45"),
            "the text that was written, not sixty-based seconds",
            settingIs("12:30:45")),
        taken(
            "a date as a setting",
            setting("2026-11-25"),
            "the text 2026-11-25",
            settingIs("2026-11-25")),
        taken("`''` as a setting", setting("''"), "the empty text", settingIs("")),
        refused("nothing as a setting", setting("~"), "'settings.A' is nothing"),
        refused(
            "`yes` for true",
            with("rollout: {early: yes}"),
            "'rollout.early' is 'yes'; accepted is true or false"),
        refused(
            "`on` as a name of an environment's list",
            right().replace("[staging]", "on"),
            "'environments' is 'on'; accepted is a list"),
        refused(
            "a number in octal",
            with("fleet: {port: 0120}"),
            "'fleet.port' is '0120'; accepted is a whole number"),
        refused(
            "a number of 400 digits",
            with("fleet: {port: " + "9".repeat(400) + "}"),
            "'fleet.port' is a text of 400 characters"),
        refused(
            "`.inf`",
            with("verify: {alpha: .inf}"),
            "'verify.alpha' is '.inf'; accepted is a number"),
        refused("`.nan`", with("verify: {alpha: .nan}"), "'verify.alpha' is '.nan'"),
        refused("`1e400`", with("verify: {minRequests: 1e400}"), "'verify.minRequests' is '1e400'"),
        refused(
            "a negative bake",
            with("rollout: {bake: -5m}"),
            "'rollout.bake' is '-5m'; accepted is a time"),
        refused(
            "a bake of 999999999d",
            with("rollout: {bake: 999999999d}"),
            "accepted is a time from 1ms to 1d"),
        refused(
            "digits that are not 0-9 (Arabic)",
            with("fleet: {port: \u0668\u0660}"),
            "accepted is a whole number"),
        refused(
            "a name of 1 MB",
            right().replace("shop", "s".repeat(200_000)),
            "'service' is a text of 200000 characters"),
        refused(
            "a shell command as the name",
            right().replace("shop", "\"$(reboot)\""),
            "a name of 1 to 40 characters"),
        refused(
            "lines within `run`",
            right().replace("./run", "\"./run\\nreboot\""),
            "'image.run' is './run reboot'; accepted is one line"),
        refused(
            "quotes in `health`",
            with("fleet: {health: \"/a\\\"b\"}"),
            "accepted is a path such as /healthz"),
        refused(
            "another's secret",
            environment("secrets: {A: 'ssm:/payroll/db'}"),
            "the secret 'ssm:/payroll/db' may not be used by 'shop'"),
        refused(
            "another's secret, by `..`",
            environment("secrets: {A: 'ssm:/shop/../payroll'}"),
            "never the secret itself"),
        refused(
            "a password in place of a reference",
            environment("secrets: {A: hunter2}"),
            "'secrets.A' is a text of 7 characters"),
        refused(
            "a private key among the settings",
            setting("'-----BEGIN RSA PRIVATE KEY-----'"),
            "'settings.A' looks like a secret"),
        refused(
            "a password in a setting's URL",
            setting("'postgres://shop:hunter2@db/shop'"),
            "'settings.A' looks like a secret"),
        refused(
            "a reference among the settings", setting("'ssm:/shop/a'"), "write it under 'secrets'"),
        refused(
            "`PORT` as a setting", environment("settings: {PORT: 1}"), "but not PORT or INGOT_"),
        refused(
            "`LD PRELOAD` as a setting",
            environment("settings: {'LD PRELOAD': 1}"),
            "'LD PRELOAD' cannot be a key of settings"),
        refused(
            "9,000 characters of settings",
            environment(
                "settings: {A: "
                    + "x".repeat(4_000)
                    + ", B: "
                    + "x".repeat(4_000)
                    + ", C: "
                    + "x".repeat(1_000)
                    + "}"),
            "at most 8,192 are accepted"),
        refused(
            "a volume over `/etc`",
            with("volumes: [{fileSystem: uploads, path: /etc}]"),
            "a path below /mnt, /srv, /data or /var/lib"),
        refused(
            "a volume by `..`",
            with("volumes: [{fileSystem: uploads, path: /mnt/../etc}]"),
            "a path below /mnt, /srv, /data or /var/lib"),
        refused(
            "a file system that is not offered",
            with("volumes: [{fileSystem: fs-11111111, path: /mnt/a}]"),
            "the file system 'fs-11111111' may not be used"),
        refused(
            "another's host",
            with("route: {host: www.example.com}"),
            "the host 'www.example.com' may not be used"),
        refused(
            "a wildcard as the host",
            with("route: {host: '*'}"),
            "'route.host' is '*'; accepted is a host name"),
        refused(
            "a role that is not offered",
            with("fleet: {role: admin}"),
            "the role 'admin' may not be used"),
        refused(
            "an environment that is not there",
            right().replace("staging", "stagin"),
            "did you mean 'staging'?"),
        refused(
            "a service that is not bound",
            right().replace("shop", "shops"),
            "did you mean 'shop'?"),
        refused(
            "an expression that would backtrack for ever, with a back reference",
            with("verify: {probes: [{path: /, body: '(a*)*\\1'}]}"),
            "accepted is an RE2 expression"),
        taken(
            "`(a*)*$` as a body",
            with("verify: {probes: [{path: /, body: '(a*)*$'}]}"),
            "an expression that RE2 matches in linear time",
            file -> Expressions.compile("(a*)*$").matcher("a".repeat(100_000) + "b").find()),
        refused(
            "an expression that repeats a million times",
            with("verify: {probes: [{path: /, body: '(a{1000}){1000}'}]}"),
            "accepted is an RE2 expression"),
        refused(
            "PromQL in place of a selector",
            with(SCRAPE + "'sum(a)'}}}"),
            "must be a metric's name with labels"),
        refused("a label that is none", with(SCRAPE + "'a{b-c=\"d\"}'}}}"), "has the label 'b-c'"),
        refused(
            "a selector that breaks out of its label",
            with(SCRAPE + "'a{b=\"c\"} or x{y=\"z\"}'}}}"),
            "has labels that cannot be read at"),
        refused(
            "21 metrics",
            with(
                "verify: {metrics: {"
                    + IntStream.range(0, 21)
                        .mapToObj(i -> "m" + i + ": {}")
                        .collect(Collectors.joining(", "))
                    + "}}"),
            "at most 20 are accepted"));
  }
}
