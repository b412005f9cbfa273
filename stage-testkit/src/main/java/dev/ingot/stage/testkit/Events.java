package dev.ingot.stage.testkit;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.Decision;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.Image;
import dev.ingot.events.ImageReady;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.StandingOrder;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.topics.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Samples of every event, valid as they are: builders, so that a test changes only what it is
 * about. The service is {@code shop}, the environment {@code production}; ids derive from what an
 * event is about, as those of real events do.
 */
public final class Events {
  /** When the sample deployment began. */
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  public static final String SERVICE = "shop";
  public static final String ENVIRONMENT = "production";
  public static final String REPOSITORY = "https://git.test/shop.git";
  public static final String REF = "refs/heads/main";
  public static final String COMMIT_ID = "0123456789abcdef0123456789abcdef01234567";

  private static final long GENERATION = START.toEpochMilli();

  private Events() {}

  public static Commit commit() {
    return Commit.newBuilder()
        .setRepository(REPOSITORY)
        .setRef(REF)
        .setId(COMMIT_ID)
        .setAuthor("A. Author")
        .setSubject("Sell more")
        .build();
  }

  public static Registration registration() {
    return Registration.newBuilder().setRepository(REPOSITORY).setRef(REF).build();
  }

  /** Of the sample service, environment and commit. */
  public static Deployment deployment() {
    return deployment(ENVIRONMENT).build();
  }

  /** Of the sample service and commit in an environment. */
  public static Deployment.Builder deployment(String environment) {
    String cause = commitReceived().getId();
    return Deployment.newBuilder()
        .setId(Ids.deployment(SERVICE, environment, COMMIT_ID, cause))
        .setService(SERVICE)
        .setEnvironment(environment)
        .setGeneration(GENERATION)
        .setCause(Cause.COMMIT)
        .setCauseId(cause)
        .setCommit(commit())
        .setStartedAt(START);
  }

  /** Another deployment of the sample service: of another commit, and of a later generation. */
  public static Deployment laterDeployment(String commitId) {
    String cause = Ids.event("CommitReceived", SERVICE, commitId);
    return deployment(ENVIRONMENT)
        .setId(Ids.deployment(SERVICE, ENVIRONMENT, commitId, cause))
        .setGeneration(GENERATION + 1)
        .setCauseId(cause)
        .setCommit(Commit.newBuilder(commit()).setId(commitId).build())
        .setStartedAt(START.plusSeconds(60))
        .build();
  }

  public static EnvironmentPlan.Builder plan(String environment) {
    return EnvironmentPlan.newBuilder()
        .setEnvironment(environment)
        .setFleet(
            FleetPlan.newBuilder()
                .setMinInstances(2)
                .setMaxInstances(6)
                .setInstanceType("t3.small")
                .setHealthPath("/healthz")
                .build())
        .setRollout(rollout(Duration.ofMinutes(2), 5, 25, 50, 100))
        .setVerify(verify().build());
  }

  /** Steps in percent, each watched for as long. */
  public static RolloutPlan rollout(Duration bake, Integer... steps) {
    return RolloutPlan.newBuilder()
        .setSteps(List.of(steps))
        .setBakes(Arrays.stream(steps).map(step -> bake.toMillis()).toList())
        .build();
  }

  public static VerifyPlan.Builder verify() {
    return VerifyPlan.newBuilder();
  }

  public static Image image() {
    String bakeKey = Ids.digest("sample image");
    return Image.newBuilder()
        .setId("ami-0123456789abcdef0")
        .setName("shop-" + bakeKey.substring(0, 16))
        .setBakeKey(bakeKey)
        .build();
  }

  /** Two instances of the sample image. */
  public static Fleet fleet(String name, Deployment deployment) {
    return Fleet.newBuilder()
        .setName(name)
        .setDeploymentId(deployment.getId())
        .setImageId(image().getId())
        .setSize(2)
        .build();
  }

  public static PushReported.Builder pushReported() {
    return PushReported.newBuilder()
        .setId(Ids.event("PushReported", SERVICE))
        .setService(SERVICE)
        .setRepository(REPOSITORY)
        .setRef(REF)
        .setClaimedCommit(COMMIT_ID)
        .setSource(PushSource.WEBHOOK)
        .setReportedAt(START);
  }

  public static HeadSeen.Builder headSeen() {
    return HeadSeen.newBuilder()
        .setId(Ids.event("HeadSeen", SERVICE, GENERATION))
        .setService(SERVICE)
        .setRepository(REPOSITORY)
        .setRef(REF)
        .setCommitId(COMMIT_ID)
        .setGeneration(GENERATION)
        .setSeenAt(START);
  }

  public static CommitReceived.Builder commitReceived() {
    return CommitReceived.newBuilder()
        .setId(Ids.event("CommitReceived", SERVICE, COMMIT_ID, GENERATION))
        .setService(SERVICE)
        .setCommit(Commit.newBuilder(commit()).setAuthor("").setSubject("").build())
        .setGeneration(GENERATION)
        .setPushId(Ids.event("PushReported", SERVICE))
        .setReceivedAt(START);
  }

  public static ImageReady.Builder imageReady() {
    return imageReady(deployment());
  }

  public static ImageReady.Builder imageReady(Deployment deployment) {
    return ImageReady.newBuilder()
        .setId(Ids.event("ImageReady", deployment.getId()))
        .setDeployment(deployment)
        .setImage(image())
        .setPlan(plan(deployment.getEnvironment()).build())
        .setReadyAt(START);
  }

  public static FleetProvisioned.Builder fleetProvisioned() {
    return fleetProvisioned(deployment());
  }

  /** Without a live fleet. */
  public static FleetProvisioned.Builder fleetProvisioned(Deployment deployment) {
    return FleetProvisioned.newBuilder()
        .setId(Ids.event("FleetProvisioned", deployment.getId()))
        .setDeployment(deployment)
        .setCandidate(fleet("candidate", deployment))
        .setPlan(plan(deployment.getEnvironment()).build())
        .setProvisionedAt(START);
  }

  /** The first step of four, 5 percent, beside a live fleet. */
  public static TrafficShifted.Builder trafficShifted() {
    return trafficShifted(deployment(), 0, 5);
  }

  /** One step of four, beside a live fleet. */
  public static TrafficShifted.Builder trafficShifted(Deployment deployment, int step, int weight) {
    return TrafficShifted.newBuilder()
        .setId(Ids.event("TrafficShifted", deployment.getId(), step, weight))
        .setDeployment(deployment)
        .setCandidate(fleet("candidate", deployment))
        .setLive(
            Fleet.newBuilder()
                .setName("live")
                .setDeploymentId(SERVICE + "-" + ENVIRONMENT + "-before")
                .setImageId("ami-00000000000000000")
                .setSize(2)
                .build())
        .setStep(step)
        .setSteps(4)
        .setComparedSteps(3)
        .setWeight(weight)
        .setPreviousWeight(0)
        .setBake(Duration.ofMinutes(2).toMillis())
        .setJudgeBy(START.plus(Duration.ofMinutes(5)))
        .setVerify(verify().build())
        .setReason("Step " + (step + 1) + " of 4.")
        .setShiftedAt(START);
  }

  public static MeasurementTaken.Builder measurementTaken() {
    return measurementTaken(deployment(), 0, START);
  }

  /** One second, a hundred good requests on either arm. */
  public static MeasurementTaken.Builder measurementTaken(
      Deployment deployment, int step, Instant tick) {
    return MeasurementTaken.newBuilder()
        .setId(
            Ids.event(
                "MeasurementTaken", deployment.getId(), step, "load-balancer", tick.toEpochMilli()))
        .setDeployment(deployment)
        .setStep(step)
        .setSource("load-balancer")
        .setMetric("errors")
        .setTickStart(tick)
        .setTickLength(1000)
        .setCandidate(counts(100, 0))
        .setLive(counts(100, 0));
  }

  public static ArmCounts counts(long requests, long errors) {
    return ArmCounts.newBuilder().setRequests(requests).setErrors(errors).build();
  }

  public static VerdictReached.Builder verdictReached() {
    return verdictReached(deployment(), 0, Decision.ADVANCE);
  }

  /** By the judge {@code health}. */
  public static VerdictReached.Builder verdictReached(
      Deployment deployment, int step, Decision decision) {
    return VerdictReached.newBuilder()
        .setId(Ids.event("VerdictReached", deployment.getId(), step, "health"))
        .setDeployment(deployment)
        .setStep(step)
        .setJudge("health")
        .setDecision(decision)
        .setReason("The sample says so.")
        .setReachedAt(START);
  }

  public static DeploymentFinished.Builder deploymentFinished() {
    return deploymentFinished(deployment(), DeploymentOutcome.PROMOTED);
  }

  public static DeploymentFinished.Builder deploymentFinished(
      Deployment deployment, DeploymentOutcome outcome) {
    return DeploymentFinished.newBuilder()
        .setId(Ids.event("DeploymentFinished", deployment.getId()))
        .setDeployment(deployment)
        .setOutcome(outcome)
        .setStage("traffic-shifter")
        .setReason("The sample says so.")
        .setFinishedAt(START);
  }

  public static OperatorCommand.Builder operatorCommand(CommandKind command) {
    return operatorCommand(deployment(), command);
  }

  public static OperatorCommand.Builder operatorCommand(
      Deployment deployment, CommandKind command) {
    return OperatorCommand.newBuilder()
        .setId(Ids.event("OperatorCommand", deployment.getId(), command))
        .setService(deployment.getService())
        .setEnvironment(deployment.getEnvironment())
        .setDeploymentId(deployment.getId())
        .setCommand(command)
        .setWho("operator")
        .setWhy("the sample says so")
        .setIssuedAt(START);
  }

  /** Registers the sample service. */
  public static StandingOrder.Builder standingOrder() {
    return StandingOrder.newBuilder()
        .setId(Ids.event("StandingOrder", SERVICE))
        .setService(SERVICE)
        .setRegistration(registration())
        .setWho("operator")
        .setWhy("the sample says so")
        .setSetAt(START);
  }
}
