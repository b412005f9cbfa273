package dev.ingot.cloud.aws;

import dev.ingot.cloud.Match;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;

/**
 * What a fleet is made by, whether it is asked for in full or as another one's twin.
 *
 * @param preview what its preview's header must say
 * @param match which requests its preview takes, beside the header
 * @param tags on all its parts
 * @param template what an instance is launched with
 */
record FleetDesign(
    String name,
    String preview,
    Match match,
    int min,
    int size,
    int max,
    int port,
    String healthPath,
    Map<String, String> tags,
    RequestLaunchTemplateData template) {
  FleetDesign {
    tags = Map.copyOf(tags);
  }
}
