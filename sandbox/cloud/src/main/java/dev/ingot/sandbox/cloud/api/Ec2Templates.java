package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.LaunchTemplate;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** EC2's actions on launch templates. */
final class Ec2Templates {
  private static final Set<String> ONLY_VERSION = Set.of("1", "$Latest", "$Default");

  private final Account account;

  private Ec2Templates(Account account) {
    this.account = account;
  }

  static void add(QueryService service, Account account) {
    Ec2Templates templates = new Ec2Templates(account);
    service
        .add("CreateLaunchTemplate", templates::create)
        .add("DescribeLaunchTemplates", templates::describe)
        .add("DescribeLaunchTemplateVersions", templates::describeVersions)
        .add("DeleteLaunchTemplate", templates::delete);
  }

  private void create(Params in, Xml out) {
    Params data = in.in("LaunchTemplateData");
    data.text("UserData").ifPresent(Ec2Instances::checkUserData);
    Params network = data.list("NetworkInterface").stream().findFirst().orElse(data);
    List<String> groups = data.texts("SecurityGroupId");
    Params profile = data.in("IamInstanceProfile");
    Map<String, Map<String, String>> tags = TagXml.specifications(in);
    LaunchTemplate template =
        account
            .templates()
            .create(
                in.required("LaunchTemplateName"),
                in.text("VersionDescription").orElse(""),
                new LaunchTemplate.Data(
                    data.text("ImageId"),
                    data.text("InstanceType"),
                    groups.isEmpty() ? network.texts("SecurityGroupId") : groups,
                    data.text("UserData"),
                    profile.text("Name").or(() -> profile.text("Arn")),
                    TagXml.specifications(data)),
                in.text("ClientToken").orElse(""),
                in.all(),
                account.now());
    account.tags().put(template.id(), tags.getOrDefault("launch-template", Map.of()));
    out.node("launchTemplate", node -> write(node, template));
  }

  private void describe(Params in, Xml out) {
    List<String> ids = in.texts("LaunchTemplateId");
    List<String> names = in.texts("LaunchTemplateName");
    ids.forEach(account.templates()::get);
    names.forEach(account.templates()::getByName);
    Filters filters = Filters.ec2(in);
    List<LaunchTemplate> found =
        account.templates().all().stream()
            .filter(one -> ids.isEmpty() || ids.contains(one.id()))
            .filter(one -> names.isEmpty() || names.contains(one.name()))
            .filter(
                one ->
                    filters.pass(
                        account.tags().of(one.id()),
                        filter -> filter.equals("launch-template-name") ? one.name() : null))
            .toList();
    Page<LaunchTemplate> page =
        Page.of(found, in.number("MaxResults", 1, 200), in.text("NextToken"));
    out.list("launchTemplates", page.items(), this::write).text("nextToken", page.next());
  }

  private void write(Xml out, LaunchTemplate template) {
    out.text("launchTemplateId", template.id())
        .text("launchTemplateName", template.name())
        .text("createTime", Times.millis(template.createdAt()))
        .text("createdBy", "arn:aws:iam::000000000000:root")
        .text("defaultVersionNumber", 1)
        .text("latestVersionNumber", 1);
    TagXml.write(out, account.tags().of(template.id()));
  }

  private void describeVersions(Params in, Xml out) {
    List<LaunchTemplate> templates =
        named(in).map(List::of).orElseGet(() -> List.copyOf(account.templates().all()));
    List<String> versions = in.texts("LaunchTemplateVersion");
    for (String version : versions) {
      if (!ONLY_VERSION.contains(version)) {
        throw AwsError.of(
            "InvalidLaunchTemplateId.VersionNotFound",
            "Could not find the specified version " + version);
      }
    }
    Page<LaunchTemplate> page =
        Page.of(templates, in.number("MaxResults", 1, 200), in.text("NextToken"));
    out.list(
            "launchTemplateVersionSet",
            page.items(),
            (Xml item, LaunchTemplate template) ->
                item.text("launchTemplateId", template.id())
                    .text("launchTemplateName", template.name())
                    .text("versionNumber", 1)
                    .text("versionDescription", template.note())
                    .text("createTime", Times.millis(template.createdAt()))
                    .text("createdBy", "arn:aws:iam::000000000000:root")
                    .text("defaultVersion", true)
                    .node("launchTemplateData", data -> write(data, template.data())))
        .text("nextToken", page.next());
  }

  private static void write(Xml out, LaunchTemplate.Data data) {
    out.text("imageId", data.imageId())
        .text("instanceType", data.type())
        .text("userData", data.userData())
        .texts("securityGroupIdSet", data.securityGroups());
    data.profile()
        .ifPresent(
            profile ->
                out.node(
                    "iamInstanceProfile",
                    node -> node.text(profile.startsWith("arn:") ? "arn" : "name", profile)));
    out.list(
        "tagSpecificationSet",
        data.tags().entrySet(),
        (Xml item, Map.Entry<String, Map<String, String>> tags) -> {
          item.text("resourceType", tags.getKey());
          TagXml.write(item, tags.getValue());
        });
  }

  private void delete(Params in, Xml out) {
    LaunchTemplate template =
        named(in)
            .orElseThrow(
                () ->
                    AwsError.of(
                        "MissingParameter",
                        "Either a launch template's id or its name must be given"));
    account.templates().remove(template.id());
    out.node("launchTemplate", node -> write(node, template));
    account.tags().forget(template.id());
  }

  private Optional<LaunchTemplate> named(Params in) {
    return in.text("LaunchTemplateId")
        .map(account.templates()::get)
        .or(() -> in.text("LaunchTemplateName").map(account.templates()::getByName));
  }
}
