package dev.ingot.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.operator.DeploymentPlan.ImageOutlook;
import dev.ingot.operator.DeploymentPlan.Outlook;
import dev.ingot.operator.DeploymentPlan.Step;
import dev.ingot.pipeline.Room;
import java.util.List;

/** A plan for programs; times are milliseconds. Pure. */
final class PlanJson {
  private PlanJson() {}

  static ObjectNode of(DeploymentPlan plan) {
    ObjectNode json = target(plan.target());
    json.put("nothing", plan.nothing());
    json.put("differs", plan.differs());
    json.put("push", plan.push().name());
    texts(json.putArray("refusals"), plan.refusals());
    image(json.putObject("image"), plan.image());
    plan.order().ifPresent(order -> change(json.putObject("order"), order));
    ArrayNode environments = json.putArray("environments");
    plan.environments().forEach(outlook -> environment(environments.addObject(), outlook));
    texts(json.putArray("leftAlone"), plan.left());
    json.put("atLeast", plan.atLeast().toMillis());
    plan.lastBake().ifPresent(last -> json.put("lastBake", last.toMillis()));
    return json;
  }

  /** Of a commit that cannot be planned, since its files are refused. */
  static ObjectNode of(RefusedPlan refused) {
    ObjectNode json = target(refused.target());
    json.put("nothing", false);
    ArrayNode problems = json.putArray("problems");
    refused
        .problems()
        .forEach(
            problem ->
                problems
                    .addObject()
                    .put("line", problem.line())
                    .put("column", problem.column())
                    .put("what", problem.what()));
    texts(json.putArray("refusals"), refused.refusals());
    return json;
  }

  private static ObjectNode target(PlanTarget target) {
    ObjectNode json = Texts.object();
    json.put("service", target.service());
    json.put("repository", target.repository());
    json.put("ref", target.ref());
    json.put("commit", target.commit());
    json.put("folder", target.folder());
    return json;
  }

  private static void image(ObjectNode json, ImageOutlook image) {
    json.put("bakeKey", image.bakeKey());
    json.put("baked", image.id().isEmpty());
    image.id().ifPresent(id -> json.put("id", id));
    json.put("sourceDiffers", image.source());
    image
        .files()
        .ifPresent(
            files -> {
              texts(json.putArray("files"), files.named());
              json.put("moreFiles", files.more());
            });
    changes(json.putArray("changes"), image.changes());
    json.put("liveUnknown", image.unknown());
  }

  private static void environment(ObjectNode json, Outlook outlook) {
    json.put("environment", outlook.environment());
    outlook.live().ifPresent(live -> json.put("live", live));
    json.put("differs", outlook.differs());
    json.put("newImage", outlook.newImage());
    json.put("liveUnknown", outlook.unknown());
    changes(json.putArray("changes"), outlook.changes());
    json.put("size", outlook.size());
    json.put("baseline", outlook.baseline());
    ArrayNode steps = json.putArray("steps");
    for (Step step : outlook.steps()) {
      steps
          .addObject()
          .put("weight", step.weight())
          .put("bake", step.bake().toMillis())
          .put("approval", step.approval());
    }
    texts(json.putArray("judges"), outlook.judges());
    json.put("atLeast", outlook.atLeast().toMillis());
    ArrayNode quotas = json.putArray("quotasExceeded");
    for (Room.Shortage shortage : outlook.shortages()) {
      quotas
          .addObject()
          .put("quota", shortage.quota())
          .put("limit", shortage.limit())
          .put("taken", shortage.taken())
          .put("needed", shortage.needed());
    }
    texts(json.putArray("notes"), outlook.notes());
  }

  private static void changes(ArrayNode json, List<Change> changes) {
    changes.forEach(change -> change(json.addObject(), change));
  }

  private static void change(ObjectNode json, Change change) {
    json.put("key", change.key());
    change.before().ifPresent(before -> json.put("before", before));
    change.after().ifPresent(after -> json.put("after", after));
  }

  private static void texts(ArrayNode json, List<String> texts) {
    texts.forEach(json::add);
  }
}
