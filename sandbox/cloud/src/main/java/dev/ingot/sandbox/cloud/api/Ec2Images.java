package dev.ingot.sandbox.cloud.api;

import static java.util.Locale.ROOT;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Compute;
import dev.ingot.sandbox.cloud.model.Image;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.model.Snapshot;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** EC2's actions on images and snapshots. */
final class Ec2Images {
  private final Account account;
  private final Compute compute;

  private Ec2Images(Account account, Compute compute) {
    this.account = account;
    this.compute = compute;
  }

  static void add(QueryService service, Account account, Compute compute) {
    Ec2Images images = new Ec2Images(account, compute);
    service
        .add("CreateImage", images::create)
        .add("DescribeImages", images::describe)
        .add("DeregisterImage", images::deregister)
        .add("DescribeSnapshots", images::describeSnapshots)
        .add("DeleteSnapshot", images::deleteSnapshot);
  }

  private void create(Params in, Xml out) {
    Instance instance = account.instances().get(in.required("InstanceId"));
    if (instance.state() != Instance.State.RUNNING && instance.state() != Instance.State.STOPPED) {
      throw AwsError.of(
          "IncorrectState",
          "The instance '" + instance.id() + "' is not in the 'running' or 'stopped' state.");
    }
    Map<String, Map<String, String>> tags = TagXml.specifications(in);
    Image image =
        account
            .images()
            .create(in.required("Name"), in.text("Description").orElse(""), account.now());
    account.tags().put(image.id(), tags.getOrDefault("image", Map.of()));
    account.tags().put(image.snapshotId(), tags.getOrDefault("snapshot", Map.of()));
    compute.capture(image, instance);
    out.text("imageId", image.id());
  }

  private void describe(Params in, Xml out) {
    List<String> ids = in.texts("ImageId");
    ids.forEach(account.images()::get);
    List<String> owners = in.texts("Owner");
    boolean ours = owners.isEmpty() || owners.contains("self") || owners.contains(Arns.ACCOUNT);
    Filters filters = Filters.ec2(in);
    List<Image> found =
        account.images().all().stream()
            .filter(image -> ours && (ids.isEmpty() || ids.contains(image.id())))
            .filter(image -> filters.pass(account.tags().of(image.id()), f -> attribute(image, f)))
            .toList();
    Page<Image> page = Page.of(found, in.number("MaxResults", 1, 1000), in.text("NextToken"));
    out.list("imagesSet", page.items(), this::write).text("nextToken", page.next());
  }

  private static @Nullable String attribute(Image image, String filter) {
    return switch (filter) {
      case "name" -> image.name();
      case "image-id" -> image.id();
      case "state" -> image.state().name().toLowerCase(ROOT);
      case "description" -> image.description();
      case "owner-id" -> Arns.ACCOUNT;
      case "owner-alias" -> "self";
      case "architecture" -> "x86_64";
      case "image-type" -> "machine";
      case "is-public" -> "false";
      case "root-device-type" -> "ebs";
      case "virtualization-type" -> "hvm";
      case "block-device-mapping.snapshot-id" -> image.snapshotId();
      default -> null;
    };
  }

  private void write(Xml item, Image image) {
    item.text("imageId", image.id())
        .text("imageLocation", Arns.ACCOUNT + "/" + image.name())
        .text("imageState", image.state().name().toLowerCase(ROOT))
        .text("imageOwnerId", Arns.ACCOUNT)
        .text("creationDate", Times.millis(image.createdAt()))
        .text("isPublic", false)
        .text("architecture", "x86_64")
        .text("imageType", "machine")
        .text("name", image.name())
        .text("description", image.description())
        .text("rootDeviceType", "ebs")
        .text("rootDeviceName", "/dev/xvda")
        .text("virtualizationType", "hvm")
        .text("hypervisor", "xen");
    item.list(
        "blockDeviceMapping",
        List.of(image.snapshotId()),
        (Xml device, String snapshot) ->
            device
                .text("deviceName", "/dev/xvda")
                .node(
                    "ebs",
                    ebs -> ebs.text("snapshotId", snapshot).text("deleteOnTermination", true)));
    if (!image.reason().isEmpty()) {
      item.node(
          "stateReason",
          reason ->
              reason
                  .text(
                      "code",
                      image.state() == Image.State.INVALID
                          ? "Client.InvalidSnapshot.NotFound"
                          : "Client.ImageCaptureFailed")
                  .text("message", image.reason()));
    }
    TagXml.write(item, account.tags().of(image.id()));
  }

  private void deregister(Params in, Xml out) {
    Image image = account.images().remove(in.required("ImageId"));
    account.tags().forget(image.id());
    compute.discard(image);
    if (in.flag("DeleteAssociatedSnapshots")) {
      account.images().removeSnapshot(image.snapshotId());
      account.tags().forget(image.snapshotId());
    }
    out.text("return", true);
  }

  private void describeSnapshots(Params in, Xml out) {
    List<String> ids = in.texts("SnapshotId");
    Filters filters = Filters.ec2(in);
    List<Snapshot> found =
        account.images().snapshots().stream()
            .filter(snapshot -> ids.isEmpty() || ids.contains(snapshot.id()))
            .filter(
                snapshot ->
                    filters.pass(account.tags().of(snapshot.id()), f -> attribute(snapshot, f)))
            .toList();
    if (found.isEmpty() && !ids.isEmpty()) {
      throw AwsError.of(
          "InvalidSnapshot.NotFound", "The snapshot '" + ids.get(0) + "' does not exist.");
    }
    Page<Snapshot> page = Page.of(found, in.number("MaxResults", 1, 1000), in.text("NextToken"));
    out.list(
            "snapshotSet",
            page.items(),
            (Xml item, Snapshot snapshot) -> {
              item.text("snapshotId", snapshot.id())
                  .text("status", "completed")
                  .text("startTime", Times.millis(snapshot.createdAt()))
                  .text("progress", "100%")
                  .text("ownerId", Arns.ACCOUNT)
                  .text("volumeSize", 8)
                  .text("description", snapshot.description());
              TagXml.write(item, account.tags().of(snapshot.id()));
            })
        .text("nextToken", page.next());
  }

  private static @Nullable String attribute(Snapshot snapshot, String filter) {
    return switch (filter) {
      case "snapshot-id" -> snapshot.id();
      case "status" -> "completed";
      case "description" -> snapshot.description();
      case "owner-id" -> Arns.ACCOUNT;
      default -> null;
    };
  }

  private void deleteSnapshot(Params in, Xml out) {
    account.images().removeSnapshot(in.required("SnapshotId"));
    account.tags().forget(in.required("SnapshotId"));
    out.text("return", true);
  }
}
