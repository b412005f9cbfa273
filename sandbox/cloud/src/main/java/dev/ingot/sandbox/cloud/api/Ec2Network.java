package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;

/** EC2's actions on the one network that is there. */
final class Ec2Network {
  private Ec2Network() {}

  static void add(QueryService service) {
    service
        .add("DescribeVpcs", Ec2Network::vpcs)
        .add("DescribeSubnets", Ec2Network::subnets)
        .add("DescribeSecurityGroups", Ec2Network::securityGroups);
  }

  /**
   * @throws AwsError when it is not the one that there is
   */
  static void requireSubnet(String subnet) {
    if (!subnet.equals(Arns.SUBNET)) {
      throw AwsError.of(
          "InvalidSubnetID.NotFound", "The subnet ID '" + subnet + "' does not exist");
    }
  }

  private static void vpcs(Params in, Xml out) {
    out.list(
        "vpcSet",
        only(in, "VpcId", "vpc-id", Arns.VPC, "InvalidVpcID.NotFound"),
        (Xml item, String id) ->
            item.text("vpcId", id)
                .text("ownerId", Arns.ACCOUNT)
                .text("state", "available")
                .text("cidrBlock", "127.0.0.0/8")
                .text("isDefault", true));
  }

  private static void subnets(Params in, Xml out) {
    out.list(
        "subnetSet",
        only(in, "SubnetId", "subnet-id", Arns.SUBNET, "InvalidSubnetID.NotFound"),
        (Xml item, String id) ->
            item.text("subnetId", id)
                .text("state", "available")
                .text("ownerId", Arns.ACCOUNT)
                .text("vpcId", Arns.VPC)
                .text("cidrBlock", "127.0.0.0/8")
                .text("availableIpAddressCount", 1000)
                .text("availabilityZone", Arns.ZONE));
  }

  private static void securityGroups(Params in, Xml out) {
    out.list(
        "securityGroupInfo",
        only(in, "GroupId", "group-id", Arns.SECURITY_GROUP, "InvalidGroup.NotFound"),
        (Xml item, String id) ->
            item.text("groupId", id)
                .text("groupName", "ingot")
                .text("groupDescription", "The only one")
                .text("ownerId", Arns.ACCOUNT)
                .text("vpcId", Arns.VPC));
  }

  private static List<String> only(
      Params in, String parameter, String filter, String id, String notFound) {
    List<String> asked = in.texts(parameter);
    for (String one : asked) {
      if (!one.equals(id)) {
        throw AwsError.of(notFound, "The ID '" + one + "' does not exist");
      }
    }
    boolean passes =
        Filters.ec2(in)
            .pass(
                Map.of(),
                name -> name.equals(filter) ? id : name.equals("vpc-id") ? Arns.VPC : null);
    return passes ? List.of(id) : List.of();
  }
}
