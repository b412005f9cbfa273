package dev.ingot.sandbox.cloud.state;

import dev.ingot.sandbox.cloud.machine.CommandRun;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Command;
import dev.ingot.sandbox.cloud.model.Compute;
import dev.ingot.sandbox.cloud.model.Group;
import dev.ingot.sandbox.cloud.model.GroupKeeper;
import dev.ingot.sandbox.cloud.model.Image;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.model.LaunchTemplate;
import dev.ingot.sandbox.cloud.model.TargetGroup;
import dev.ingot.sandbox.cloud.model.Vault;
import dev.ingot.sandbox.cloud.proxy.HealthCheck;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import dev.ingot.sandbox.cloud.proxy.RouteTable.WeightedGroup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An account with something of everything in it. */
final class Everything {
  static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123456789Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private Everything() {}

  /**
   * @param groups how many services' worth of it, each with a group of two instances
   */
  static Account of(int groups) {
    Account account = Account.empty(CLOCK);
    GroupKeeper keeper = new GroupKeeper(account, new Booting());
    for (int i = 0; i < groups; i++) {
      addGroup(account, "shop-" + i, i + 1);
    }
    keeper.look();
    keeper.look();
    account
        .groups()
        .all()
        .forEach(group -> group.change(group.settings().sized(1), "a user request"));
    keeper.look();
    account
        .vault()
        .put("/shop/url", "SecureString", "https://example.test/?a=\"b\"", account.now());
    account
        .vault()
        .put(
            new Vault.Secret(
                "shop/db", "arn:aws:…", "{\"password\": 1}", "v1", account.now(), account.now()));
    account.tags().put("ami-1", Map.of("ingot:bake-key", "b\u00e9\n", "empty", ""));
    account.images().create("failing", "", NOW);
    account
        .images()
        .all()
        .forEach(
            image -> {
              if (image.name().equals("failing")) {
                account.images().put(image.failed("it failed"));
              }
            });
    return account;
  }

  private static void addGroup(Account account, String name, int priority) {
    Image image =
        account.images().put(account.images().create(name, "made for " + name, NOW).available("d"));
    LaunchTemplate template =
        account
            .templates()
            .create(
                name,
                "note",
                new LaunchTemplate.Data(
                    Optional.of(image.id()),
                    Optional.of("t3.small"),
                    List.of("sg-1"),
                    Optional.of("dXNlciBkYXRh".repeat(100)),
                    Optional.of("profile"),
                    Map.of("instance", Map.of("a", "b"))),
                "token-" + name,
                Map.of("LaunchTemplateName", name),
                NOW);
    TargetGroup targets =
        account
            .targetGroups()
            .create(
                new TargetGroup.Settings(
                    name,
                    8080,
                    "vpc-1",
                    new HealthCheck(
                        "/healthz", Duration.ofSeconds(5), Duration.ofMillis(2500), 2, 3, "200")));
    targets.attributes().put("deregistration_delay.timeout_seconds", "7");
    Group group =
        account
            .groups()
            .create(
                name,
                new Group.Settings(
                    template.id(),
                    "1",
                    1,
                    4,
                    2,
                    List.of("subnet-1"),
                    List.of(targets.arn()),
                    true,
                    Duration.ofSeconds(60)),
                NOW);
    group.tags().put("ingot:service", new Group.Tag("shop", true));
    group.suspended().add("AlarmNotification");
    String rule =
        account
            .rules()
            .create(
                priority * 2,
                List.of(
                    new Condition.HostHeader(List.of(name + ".test")),
                    new Condition.PathPattern(List.of("/*")),
                    new Condition.HttpHeader("x-ingot-preview", List.of("d-1"))),
                new Action.Forward(List.of(new WeightedGroup(targets.arn(), 95))))
            .arn();
    account
        .rules()
        .create(
            priority * 2 + 1,
            List.of(new Condition.PathPattern(List.of("/closed/*"))),
            new Action.FixedResponse(503, "text/plain", "closed\n"));
    account.tags().put(rule, Map.of("ingot:rollback-at", "2026-11-23T08:05:00Z"));
    account
        .instances()
        .launch(
            new Instance.Spec(
                image.id(),
                "t3.small",
                "subnet-1",
                List.of("sg-1"),
                Optional.empty(),
                Optional.of("profile"),
                "builder-" + name),
            1,
            Map.of("ImageId", image.id()),
            NOW)
        .instances()
        .get(0)
        .terminated("last words\n", "User initiated", NOW);
    account
        .commands()
        .put(
            new Command(
                "command-" + name,
                "AWS-RunShellScript",
                "bake",
                30,
                NOW,
                Map.of(
                    "i-1",
                    new Command.Invocation(
                        "i-1",
                        NOW,
                        CommandRun.ended(
                            new CommandRun.Result(
                                CommandRun.End.EXITED, 3, "line\n".repeat(200), "bad\n"))))));
  }

  /** Boots instances at once. */
  private static final class Booting implements Compute {
    @Override
    public void boot(Instance instance) {
      instance.become(Instance.State.RUNNING, "", NOW);
    }

    @Override
    public void stop(Instance instance, String reason) {}

    @Override
    public void terminate(Instance instance, String reason) {}

    @Override
    public void capture(Image image, Instance instance) {}

    @Override
    public void discard(Image image) {}
  }
}
