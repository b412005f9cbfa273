package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.ImageBaker.BakedImage;
import dev.ingot.cloud.aws.BakePlan.ImageStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Images by their bake key. */
final class BakeImages {
  private static final int LONGEST_SERVICE = 60;
  private static final int KEY_DIGITS = 16;

  private final Ec2Client ec2;

  BakeImages(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** The image of this key, a finished one before any other. */
  Optional<Image> find(String bakeKey) {
    return ec2
        .describeImagesPaginator(r -> r.owners("self").filters(Filters.tag(Tags.BAKE_KEY, bakeKey)))
        .stream()
        .flatMap(page -> page.images().stream())
        .filter(image -> bakeKey.equals(Tags.ofEc2(image.tags()).get(Tags.BAKE_KEY)))
        .filter(image -> !image.stateAsString().equals("deregistered"))
        .min(
            Comparator.comparing((Image image) -> status(image) != ImageStatus.AVAILABLE)
                .thenComparing(Image::imageId));
  }

  static ImageStatus status(Image image) {
    return switch (image.stateAsString()) {
      case "available" -> ImageStatus.AVAILABLE;
      case "pending", "transient" -> ImageStatus.PENDING;
      default -> ImageStatus.FAILED;
    };
  }

  static BakedImage baked(Image image) {
    return new BakedImage(
        image.imageId(),
        image.name(),
        Tags.ofEc2(image.tags()).getOrDefault(Tags.BAKE_KEY, ""),
        created(image));
  }

  /** Makes it; when one of its name is there already, that must be of the same bake. */
  void create(String builder, String service, String bakeKey, Map<String, String> tags) {
    String name = name(service, bakeKey);
    try {
      ec2.createImage(
          r ->
              r.instanceId(builder)
                  .name(name)
                  .description("Baked by Ingot for service " + service)
                  .tagSpecifications(
                      TagSpecification.builder()
                          .resourceType(ResourceType.IMAGE)
                          .tags(Tags.ec2(tags))
                          .build(),
                      TagSpecification.builder()
                          .resourceType(ResourceType.SNAPSHOT)
                          .tags(Tags.ec2(tags))
                          .build()));
    } catch (Ec2Exception e) {
      if (!AwsFailures.code(e).equals("InvalidAMIName.Duplicate")) {
        throw e;
      }
      requireSameBake(name, bakeKey, e);
    }
  }

  private void requireSameBake(String name, String bakeKey, Ec2Exception failure) {
    List<Image> images =
        ec2.describeImages(r -> r.owners("self").filters(Filters.ec2("name", List.of(name))))
            .images();
    if (images.stream().noneMatch(i -> bakeKey.equals(Tags.ofEc2(i.tags()).get(Tags.BAKE_KEY)))) {
      throw new CloudException.Conflict(
          "an image named '" + name + "' is there already, and is not of this bake", failure);
    }
  }

  /** Removes an image that came to nothing, and its snapshots. */
  void remove(Image image) {
    ec2.deregisterImage(r -> r.imageId(image.imageId()));
    image.blockDeviceMappings().stream()
        .filter(device -> device.ebs() != null && device.ebs().snapshotId() != null)
        .forEach(device -> ec2.deleteSnapshot(r -> r.snapshotId(device.ebs().snapshotId())));
  }

  /** Whether there is an image of this id that this account may start. */
  boolean exists(String imageId) {
    try {
      return !ec2.describeImages(r -> r.imageIds(imageId)).images().isEmpty();
    } catch (Ec2Exception e) {
      if (AwsFailures.code(e).startsWith("InvalidAMIID")) {
        return false;
      }
      throw e;
    }
  }

  static String name(String service, String bakeKey) {
    String plain = service.replaceAll("[^A-Za-z0-9._-]", "-");
    return "ingot-%s-%s"
        .formatted(
            plain.substring(0, Math.min(LONGEST_SERVICE, plain.length())),
            bakeKey.substring(0, KEY_DIGITS));
  }

  private static Instant created(Image image) {
    try {
      return image.creationDate() == null ? Instant.EPOCH : Instant.parse(image.creationDate());
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
