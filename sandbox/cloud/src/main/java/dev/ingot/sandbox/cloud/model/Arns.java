package dev.ingot.sandbox.cloud.model;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names of things: ids, ARNs, and what is there from the start. */
public final class Arns {
  public static final String REGION = "us-east-1";
  public static final String ZONE = "us-east-1a";
  public static final String ACCOUNT = "000000000000";
  public static final String VPC = "vpc-00000000000000001";
  public static final String SUBNET = "subnet-00000000000000001";
  public static final String SECURITY_GROUP = "sg-00000000000000001";
  public static final String BASE_IMAGE = "ami-00000000000000001";
  public static final String BUCKET = "ingot-artifacts";

  /** The load balancer as CloudWatch's dimension names it. */
  public static final String LOAD_BALANCER_NAME = "app/ingot/0000000000000001";

  public static final String LOAD_BALANCER = elb("loadbalancer/" + LOAD_BALANCER_NAME);
  public static final String LISTENER = elb("listener/" + LOAD_BALANCER_NAME + "/0000000000000001");

  private static final SecureRandom RANDOM = new SecureRandom();

  private Arns() {}

  /**
   * A new id.
   *
   * @param prefix such as {@code i-}
   */
  public static String newId(String prefix) {
    return prefix + hex(17);
  }

  /** A name's target group, never used before. */
  public static String newTargetGroup(String name) {
    return elb("targetgroup/" + name + "/" + hex(16));
  }

  /** A rule of the one listener. */
  public static String newRule() {
    return LISTENER.replace(":listener/", ":listener-rule/") + "/" + hex(16);
  }

  /** The part of a target group's or load balancer's ARN that CloudWatch's dimensions hold. */
  public static String dimension(String arn) {
    String resource = arn.substring(arn.lastIndexOf(':') + 1);
    return resource.startsWith("loadbalancer/") ? resource.substring(13) : resource;
  }

  private static String elb(String resource) {
    return "arn:aws:elasticloadbalancing:" + REGION + ":" + ACCOUNT + ":" + resource;
  }

  private static String hex(int digits) {
    byte[] bytes = new byte[(digits + 1) / 2];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).substring(0, digits);
  }
}
