package dev.ingot.verifier;

import dev.ingot.events.Decision;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.pipeline.Printable;
import dev.ingot.verifier.Rejudgement.Reproduction;
import dev.ingot.verifier.Rejudgement.Said;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What came of judging again, for people and for programs. Pure. */
final class RejudgeReport {
  private static final int LONGEST = 200;

  private final List<Rejudgement> all;
  private final Optional<String> policy;

  /**
   * @param policy the name of another policy; empty when each was judged by its own
   */
  RejudgeReport(List<Rejudgement> all, Optional<String> policy) {
    this.all = List.copyOf(all);
    this.policy = policy;
  }

  /** Whether every verdict that measurements can give came out as it was. */
  boolean reproduced() {
    return all.stream().noneMatch(one -> one.reproduction() == Reproduction.OTHER);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    all.forEach(one -> text.append(text(one)));
    return text.append(summary()).append('\n').toString();
  }

  /** Of all of them, in one or two sentences. */
  String summary() {
    long verdicts = count(Reproduction.SAME) + count(Reproduction.OTHER);
    StringBuilder text =
        new StringBuilder(
            "%d of %d verdicts come out the same from their measurements%s."
                .formatted(
                    count(Reproduction.SAME),
                    verdicts,
                    count(Reproduction.BEYOND) == 0
                        ? ""
                        : "; %d came from the instances or a source that was away"
                            .formatted(count(Reproduction.BEYOND))));
    policy.ifPresent(
        name ->
            text.append(
                " With %s %d of %d steps would have ended differently; of the others %d sooner and %d later."
                    .formatted(
                        line(name),
                        all.stream().filter(Rejudgement::differs).count(),
                        judgedByOther(),
                        moved(-1),
                        moved(1))));
    if (policy.isPresent() && judgedByOther() < all.size()) {
      text.append(
          " %d steps are of services or environments that it does not name."
              .formatted(all.size() - judgedByOther()));
    }
    return text.toString();
  }

  private long judgedByOther() {
    return all.stream().filter(one -> one.other().isPresent()).count();
  }

  private long count(Reproduction kind) {
    return all.stream().filter(one -> one.reproduction() == kind).count();
  }

  private long moved(int direction) {
    return all.stream()
        .flatMap(one -> one.later().stream())
        .filter(later -> Integer.signum(later.compareTo(Duration.ZERO)) == direction)
        .count();
  }

  private String text(Rejudgement one) {
    TrafficShifted shift = one.step().shift();
    StringBuilder text =
        new StringBuilder(
            "%s  step %d of %d, %d %%\n"
                .formatted(
                    line(shift.getDeployment().getId()),
                    shift.getStep() + 1,
                    shift.getSteps(),
                    shift.getWeight()));
    text.append("  then   ").append(then(one)).append('\n');
    one.step()
        .last()
        .ifPresent(last -> text.append("  stood  ").append(said(shift, last)).append('\n'));
    text.append("  again  ").append(said(one.again())).append(": ").append(words(one));
    text.append('\n');
    one.other()
        .ifPresent(
            other ->
                text.append("  other  ").append(said(other)).append(difference(one)).append('\n'));
    return text.toString();
  }

  private static String then(Rejudgement one) {
    return one.step()
        .verdict()
        .map(verdict -> said(one.step().shift(), verdict))
        .orElse("no verdict: something ended the step before");
  }

  private static String said(TrafficShifted shift, VerdictReached verdict) {
    return "%s after %s: %s"
        .formatted(
            verdict.getDecision(), seconds(after(shift, verdict)), line(verdict.getReason()));
  }

  private static String words(Rejudgement one) {
    return switch (one.reproduction()) {
      case SAME -> "the same verdict from the same measurements";
      case OTHER -> "NOT THE SAME, " + line(one.again().reason());
      case BEYOND -> "the verdict came from what no measurement tells";
      case NONE -> line(one.again().reason());
    };
  }

  private static String difference(Rejudgement one) {
    String reason = one.other().map(other -> ": " + line(other.reason())).orElse("");
    if (one.differs()) {
      return ", which is different" + reason;
    }
    return one.later()
            .map(
                later ->
                    later.isZero()
                        ? ", the same"
                        : ", the same %s %s"
                            .formatted(
                                seconds(later.abs()), later.isNegative() ? "sooner" : "later"))
            .orElse("")
        + reason;
  }

  private static String said(Said said) {
    return said.decision()
        .map(decision -> "%s after %s".formatted(decision, seconds(said.after())))
        .orElse("undecided after " + seconds(said.after()));
  }

  private static Duration after(TrafficShifted shift, VerdictReached verdict) {
    return Duration.between(shift.getShiftedAt(), verdict.getReachedAt());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
  }

  /** Of a judge's words, on one line that no terminal takes for orders. */
  private static String line(String text) {
    return Printable.line(text, LONGEST);
  }

  /** As a tree of maps, lists, texts and numbers; times in milliseconds after the shift. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("steps", all.stream().map(RejudgeReport::tree).toList());
    tree.put("same", count(Reproduction.SAME));
    tree.put("other", count(Reproduction.OTHER));
    tree.put("beyond", count(Reproduction.BEYOND));
    policy.ifPresent(
        name -> {
          tree.put("policy", name);
          tree.put("judged", judgedByOther());
          tree.put("different", all.stream().filter(Rejudgement::differs).count());
          tree.put("sooner", moved(-1));
          tree.put("later", moved(1));
        });
    return tree;
  }

  private static Map<String, Object> tree(Rejudgement one) {
    TrafficShifted shift = one.step().shift();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("deployment", shift.getDeployment().getId());
    tree.put("service", shift.getDeployment().getService());
    tree.put("environment", shift.getDeployment().getEnvironment());
    tree.put("step", shift.getStep());
    tree.put("weight", shift.getWeight());
    tree.put("shiftedAt", shift.getShiftedAt().toString());
    one.step()
        .verdict()
        .ifPresent(
            v ->
                tree.put(
                    "then",
                    tree(new Said(Optional.of(v.getDecision()), after(shift, v), v.getReason()))));
    one.step()
        .last()
        .ifPresent(
            v ->
                tree.put(
                    "stood",
                    tree(new Said(Optional.of(v.getDecision()), after(shift, v), v.getReason()))));
    tree.put("again", tree(one.again()));
    tree.put("reproduction", one.reproduction().name());
    one.other()
        .ifPresent(
            other -> {
              tree.put("other", tree(other));
              tree.put("differs", one.differs());
              one.later().ifPresent(later -> tree.put("later", later.toMillis()));
            });
    return tree;
  }

  private static Map<String, Object> tree(Said said) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("decision", said.decision().map(Decision::name).orElse("UNDECIDED"));
    tree.put("after", said.after().toMillis());
    tree.put("reason", said.reason());
    return tree;
  }
}
