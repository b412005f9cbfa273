package dev.ingot.sandbox.cloud.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** An auto scaling group. */
public final class Group {
  private static final int ACTIVITIES_KEPT = 100;

  /**
   * What it was asked to be.
   *
   * @param templateId its launch template
   * @param templateVersion as it was asked for
   * @param targetGroups ARNs
   * @param elbHealth whether an instance that its target group calls unhealthy is replaced
   * @param grace how long after an instance is in service that does not count yet
   */
  public record Settings(
      String templateId,
      String templateVersion,
      int min,
      int max,
      int desired,
      List<String> subnets,
      List<String> targetGroups,
      boolean elbHealth,
      Duration grace) {
    public Settings {
      subnets = List.copyOf(subnets);
      targetGroups = List.copyOf(targetGroups);
    }

    /** The same with another size. */
    public Settings sized(int size) {
      return new Settings(
          templateId, templateVersion, min, max, size, subnets, targetGroups, elbHealth, grace);
    }
  }

  /** A tag, and whether instances get it too. */
  public record Tag(String value, boolean propagate) {}

  private final String name;
  private final Instant createdAt;
  private final SortedMap<String, Tag> tags = new TreeMap<>();
  private final Set<String> suspended = new TreeSet<>();
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Deque<Activity> activities = new ArrayDeque<>();
  private Settings settings;
  private String sizeCause = "a user request created the group";
  private boolean deleting;
  private int failures;
  private Instant nextLaunch = Instant.EPOCH;

  Group(String name, Settings settings, Instant now) {
    this.name = name;
    this.settings = settings;
    this.createdAt = now;
  }

  Group(Kept kept) {
    this(kept.name, kept.settings, kept.createdAt);
    tags.putAll(kept.tags);
    suspended.addAll(kept.suspended);
    kept.members.forEach(member -> add(new Member(member)));
    activities.addAll(kept.activities);
    sizeCause = kept.sizeCause;
    deleting = kept.deleting;
    failures = kept.failures;
    nextLaunch = kept.nextLaunch;
  }

  /**
   * What is kept across a restart.
   *
   * @param activities newest first
   */
  public record Kept(
      String name,
      Instant createdAt,
      Map<String, Tag> tags,
      Set<String> suspended,
      List<Member.Kept> members,
      List<Activity> activities,
      Settings settings,
      String sizeCause,
      boolean deleting,
      int failures,
      Instant nextLaunch) {}

  Kept keep() {
    return new Kept(
        name,
        createdAt,
        new TreeMap<>(tags),
        new TreeSet<>(suspended),
        members.values().stream().map(Member::keep).toList(),
        activities(),
        settings,
        sizeCause,
        deleting,
        failures,
        nextLaunch);
  }

  public String name() {
    return name;
  }

  public String arn() {
    return "arn:aws:autoscaling:"
        + Arns.REGION
        + ":"
        + Arns.ACCOUNT
        + ":autoScalingGroup:00000000-0000-0000-0000-000000000000:autoScalingGroupName/"
        + name;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Settings settings() {
    return settings;
  }

  /**
   * Asks for something else.
   *
   * @param cause who asked, for the activities
   */
  public void change(Settings newSettings, String cause) {
    settings = newSettings;
    sizeCause = cause;
    failures = 0;
    nextLaunch = Instant.EPOCH;
  }

  String sizeCause() {
    return sizeCause;
  }

  public SortedMap<String, Tag> tags() {
    return tags;
  }

  /** Names of processes that were told to rest. */
  public Set<String> suspended() {
    return suspended;
  }

  public Collection<Member> members() {
    return members.values();
  }

  void add(Member member) {
    members.put(member.instanceId(), member);
  }

  void remove(Member member) {
    members.remove(member.instanceId());
  }

  public boolean deleting() {
    return deleting;
  }

  /** Begins the end: no instance is launched any more, and those that are there go at once. */
  public void delete() {
    deleting = true;
    settings =
        new Settings(
            settings.templateId(),
            settings.templateVersion(),
            0,
            0,
            0,
            settings.subnets(),
            settings.targetGroups(),
            settings.elbHealth(),
            settings.grace());
  }

  /** Newest first. */
  public List<Activity> activities() {
    return List.copyOf(activities);
  }

  Activity begin(String description, String cause, Instant now) {
    Activity activity =
        new Activity(
            Arns.newId("act-"),
            name,
            description,
            cause,
            now,
            Optional.empty(),
            Activity.IN_PROGRESS,
            "");
    activities.addFirst(activity);
    if (activities.size() > ACTIVITIES_KEPT) {
      activities.removeLast();
    }
    return activity;
  }

  void end(String activityId, String status, String message, Instant now) {
    List<Activity> updated =
        activities.stream()
            .map(
                one ->
                    one.id().equals(activityId) && one.endedAt().isEmpty()
                        ? one.ended(status, message, now)
                        : one)
            .toList();
    activities.clear();
    activities.addAll(updated);
  }

  boolean mayLaunch(Instant now) {
    return !now.isBefore(nextLaunch);
  }

  /** The next try waits for twice as long, up to half a minute: a missing image stays missing. */
  void launchFailed(Instant now) {
    failures = Math.min(failures + 1, 6);
    nextLaunch = now.plus(Duration.ofMillis(Math.min(30_000, 500L << failures)));
  }

  void launched() {
    failures = 0;
  }
}
