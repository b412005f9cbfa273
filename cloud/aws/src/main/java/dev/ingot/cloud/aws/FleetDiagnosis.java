package dev.ingot.cloud.aws;

import dev.ingot.cloud.FleetManager.InstanceState;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Why a fleet is not healthy: the group's activities, the targets' reasons, the service's log. */
final class FleetDiagnosis {
  private static final int LIMIT = 16_384;
  private static final int CONSOLE_LIMIT = 6_000;
  private static final int CONSOLES = 2;
  private static final int ACTIVITIES = 10;

  private final Ec2Client ec2;
  private final AutoScalingClient groups;

  FleetDiagnosis(AwsClients clients) {
    this.ec2 = clients.ec2();
    this.groups = clients.groups();
  }

  String of(FleetParts fleet) {
    StringBuilder text = new StringBuilder();
    fleet.group().ifPresent(group -> activities(group.autoScalingGroupName(), text));
    for (InstanceState instance : fleet.instances()) {
      if (!instance.healthy()) {
        text.append(
            "instance %s is %s, %s: %s%n"
                .formatted(
                    instance.id(), instance.lifecycle(), instance.health(), instance.reason()));
      }
    }
    instances(fleet).forEach(instance -> console(instance, text));
    return text.substring(0, Math.min(LIMIT, text.length()));
  }

  private void activities(String group, StringBuilder text) {
    groups
        .describeScalingActivities(r -> r.autoScalingGroupName(group).maxRecords(ACTIVITIES))
        .activities()
        .stream()
        .filter(a -> a.statusCode() != ScalingActivityStatusCode.SUCCESSFUL || isReplacement(a))
        .forEach(
            a ->
                text.append(
                    "group: %s (%s) %s%n"
                        .formatted(
                            orEmpty(a.description()),
                            a.statusCodeAsString(),
                            orEmpty(a.statusMessage()).isEmpty()
                                ? orEmpty(a.cause())
                                : a.statusMessage())));
  }

  /** An instance that was taken out for its health tells more than one that was put in. */
  private static boolean isReplacement(Activity activity) {
    return orEmpty(activity.description()).startsWith("Terminating");
  }

  /** The newest instances, terminated ones included: the log of one that died is the answer. */
  private List<Instance> instances(FleetParts fleet) {
    return ec2
        .describeInstancesPaginator(r -> r.filters(Filters.tag(Tags.FLEET, fleet.name())))
        .stream()
        .flatMap(page -> page.reservations().stream())
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> instance.launchTime() != null)
        .sorted(Comparator.comparing(Instance::launchTime).reversed())
        .limit(CONSOLES)
        .toList();
  }

  private void console(Instance instance, StringBuilder text) {
    String output;
    try {
      output = ec2.getConsoleOutput(r -> r.instanceId(instance.instanceId())).output();
    } catch (Ec2Exception e) {
      return; // too new, or gone for good: the rest of the diagnosis stands
    }
    if (output == null || output.isBlank()) {
      return;
    }
    String log = new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8);
    text.append("log of %s:%n".formatted(instance.instanceId()))
        .append(log.substring(Math.max(0, log.length() - CONSOLE_LIMIT)))
        .append(System.lineSeparator());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
