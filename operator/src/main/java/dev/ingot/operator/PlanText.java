package dev.ingot.operator;

import dev.ingot.operator.DeploymentPlan.ImageOutlook;
import dev.ingot.operator.DeploymentPlan.Outlook;
import dev.ingot.operator.DeploymentPlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan for people. Pure. */
final class PlanText {
  private static final int LONGEST_VALUE = 80;
  private static final String NEW_LINE = System.lineSeparator();

  private final StringBuilder text = new StringBuilder();

  private PlanText() {}

  static String of(DeploymentPlan plan) {
    PlanText text = new PlanText();
    text.write(plan);
    return text.text.toString();
  }

  private void write(DeploymentPlan plan) {
    head(plan.target());
    if (plan.nothing()) {
      line(
          "Nothing to do: it is live in %s."
              .formatted(
                  plan.environments().stream()
                      .map(Outlook::environment)
                      .collect(Collectors.joining(" and "))));
      left(plan);
      return;
    }
    line("%s.".formatted(capital(plan.push().words())));
    blank();
    image(plan.image());
    plan.order().ifPresent(order -> changes(List.of(order)));
    for (Outlook outlook : plan.environments()) {
      blank();
      environment(outlook, plan);
    }
    blank();
    left(plan);
    time(plan);
    refusals(plan.refusals());
  }

  private void head(PlanTarget target) {
    line(
        "%s at %s%s (%s of %s%s)"
            .formatted(
                target.service(),
                target.shortCommit(),
                target.subject().isEmpty() ? "" : " \"" + Clean.line(target.subject(), 60) + "\"",
                Clean.line(target.ref(), 200),
                Clean.line(target.repository(), 300),
                target.folder().isEmpty() ? "" : ", folder " + Clean.line(target.folder(), 200)));
  }

  private void image(ImageOutlook image) {
    line(
        "image: %s"
            .formatted(
                image
                    .id()
                    .map(id -> "%s is there, nothing to bake".formatted(id))
                    .orElse("to be baked")));
    if (image.source()) {
      line("  ~ source: %s".formatted(files(image)));
    }
    changes(image.changes());
    if (image.unknown()) {
      line("    what went into the live image is not in the log any more");
    }
  }

  private static String files(ImageOutlook image) {
    return image
        .files()
        .map(
            files ->
                files.named().stream()
                        .map(name -> Clean.line(name, 120))
                        .collect(Collectors.joining(", "))
                    + (files.more() ? " and more" : ""))
        .orElse("differs");
  }

  private void environment(Outlook outlook, DeploymentPlan plan) {
    line("%s: %s".formatted(outlook.environment(), summary(outlook, plan)));
    changes(outlook.changes());
    if (outlook.unknown()) {
      line(
          "    what the live fleet was made by is not in the log any more: nothing to compare with");
    }
    line(
        "    a fleet of %d%s, then %s; %s"
            .formatted(
                outlook.size(),
                outlook.baseline() == 0
                    ? ""
                    : " and a fresh baseline of %d".formatted(outlook.baseline()),
                outlook.steps().stream().map(PlanText::step).collect(Collectors.joining(", ")),
                judges(outlook)));
    outlook.notes().forEach(note -> line("    note: %s".formatted(Clean.line(note, 300))));
  }

  private static String summary(Outlook outlook, DeploymentPlan plan) {
    if (outlook.live().isEmpty()) {
      return "first deployment";
    }
    List<String> parts = new ArrayList<>();
    if (outlook.newImage()) {
      parts.add("another image");
    }
    if (!outlook.changes().isEmpty()) {
      parts.add(PlanWords.count(outlook.changes().size(), "change", "changes"));
    }
    if (parts.isEmpty()) {
      parts.add(
          plan.push() == DeploymentPlan.Push.DEPLOYS
              ? "nothing differs, and it is rolled out all the same"
              : "nothing differs");
    }
    return "%s; live is %s".formatted(String.join(", ", parts), outlook.live().get());
  }

  private static String step(Step step) {
    return "%d%% for %s%s"
        .formatted(
            step.weight(), PlanWords.time(step.bake()), step.approval() ? " once approved" : "");
  }

  private static String judges(Outlook outlook) {
    return "%s %s"
        .formatted(
            outlook.judges().size() == 1 ? "judge" : "judges", PlanWords.list(outlook.judges()));
  }

  private void changes(List<Change> changes) {
    int widest = changes.stream().mapToInt(change -> change.key().length()).max().orElse(0);
    for (Change change : changes) {
      line(
          "  %s %s  %s"
              .formatted(
                  change.sign(),
                  change.key() + " ".repeat(widest - change.key().length()),
                  value(change)));
    }
  }

  private static String value(Change change) {
    String before = change.before().map(PlanText::shown).orElse("");
    String after = change.after().map(PlanText::shown).orElse("");
    return switch (change.sign()) {
      case '+' -> after;
      case '-' -> before;
      default -> before + " -> " + after;
    };
  }

  private static String shown(String value) {
    return value.isEmpty() ? "''" : Clean.line(value, LONGEST_VALUE);
  }

  private void left(DeploymentPlan plan) {
    for (String name : plan.left()) {
      line(
          "%s is not in its ingot.yaml: what is live there goes on, and is left alone."
              .formatted(name));
    }
  }

  private void time(DeploymentPlan plan) {
    String bake =
        plan.image().id().isPresent()
            ? ""
            : plan.lastBake()
                .map(last -> ", and the bake (the last one took " + Durations.text(last) + ")")
                .orElse(", and the bake");
    long approvals =
        plan.environments().stream()
            .flatMap(outlook -> outlook.steps().stream())
            .filter(Step::approval)
            .count();
    line(
        "Takes at least %s of steps%s; until instances are healthy%s comes on top."
            .formatted(
                PlanWords.time(plan.atLeast()),
                bake,
                approvals == 0
                    ? ""
                    : ", and until "
                        + PlanWords.count(approvals, "step is", "steps are")
                        + " approved,"));
  }

  private void refusals(List<String> refusals) {
    if (refusals.isEmpty()) {
      return;
    }
    blank();
    line("It would fail:");
    refusals.forEach(refusal -> line("  ! %s".formatted(Clean.line(refusal))));
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private void line(String words) {
    text.append(words).append(NEW_LINE);
  }

  private void blank() {
    text.append(NEW_LINE);
  }
}
