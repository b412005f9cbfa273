package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.api.ApiHandler;
import dev.ingot.sandbox.cloud.api.ApiServer;
import dev.ingot.sandbox.cloud.api.Metadata;
import dev.ingot.sandbox.cloud.api.Services;
import dev.ingot.sandbox.cloud.fault.Faults;
import dev.ingot.sandbox.cloud.machine.Confines;
import dev.ingot.sandbox.cloud.machine.Machine;
import dev.ingot.sandbox.cloud.machine.Walls;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.GroupKeeper;
import dev.ingot.sandbox.cloud.proxy.HealthChecker;
import dev.ingot.sandbox.cloud.proxy.LoadBalancer;
import dev.ingot.sandbox.cloud.wire.AccessKey;
import dev.ingot.sandbox.cloud.wire.Authenticator;
import dev.ingot.sandbox.cloud.wire.Sessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sandbox's cloud, running: one account, one region, one VPC, one load balancer. */
public final class SandboxCloud implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SandboxCloud.class);

  private final Bootstrap bootstrap;
  private final TargetKeeper targets;
  private final Faults faults;
  private final URI endpoint;
  private final URI listener;
  private final Deque<AutoCloseable> owned;
  private final Thread atExit;
  private boolean closed;

  private SandboxCloud(
      Bootstrap bootstrap,
      Faults faults,
      TargetKeeper targets,
      URI endpoint,
      URI listener,
      Deque<AutoCloseable> owned) {
    this.bootstrap = bootstrap;
    this.targets = targets;
    this.faults = faults;
    this.endpoint = endpoint;
    this.listener = listener;
    this.owned = owned;
    this.atExit = new Thread(this::end, "sandbox-cloud-exit");
  }

  /**
   * Starts it; everything it keeps is in the folder. What was there before is there again: images,
   * groups, target groups, rules, tags, objects. Instances of an earlier life are terminated, and
   * groups replace theirs.
   *
   * @param apiPort port of the AWS API; 0 takes a free one
   * @param listenerPort port of the load balancer's listener; 0 takes a free one
   * @throws UncheckedIOException when a port is taken, or the folder can't be read or written; its
   *     message says what to do
   */
  public static SandboxCloud start(Path folder, int apiPort, int listenerPort) {
    return start(folder, "127.0.0.1", apiPort, listenerPort);
  }

  /**
   * The same on another address, for callers from elsewhere.
   *
   * @param bind address of this machine that the API and the listener are on, such as {@code
   *     0.0.0.0} in a container
   */
  public static SandboxCloud start(Path folder, String bind, int apiPort, int listenerPort) {
    return start(folder, bind, apiPort, listenerPort, Confines.DEFAULT);
  }

  /**
   * The same in other confines. This folder and the user's home are hidden from instances anyway.
   *
   * @param confines what each instance may have of this machine
   */
  public static SandboxCloud start(
      Path folder, String bind, int apiPort, int listenerPort, Confines confines) {
    Deque<AutoCloseable> owned = new ArrayDeque<>();
    try {
      Files.createDirectories(folder);
      // One name for it whatever way leads there: processes of an earlier life are known by it.
      return start(folder.toRealPath(), bind, apiPort, listenerPort, confines, owned);
    } catch (IOException e) {
      closeAll(owned);
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      closeAll(owned);
      throw e;
    }
  }

  private static SandboxCloud start(
      Path folder,
      String bind,
      int apiPort,
      int listenerPort,
      Confines confines,
      Deque<AutoCloseable> owned)
      throws IOException {
    owned.push(FolderLock.take(folder));
    AccessKey key = AccessKey.keptIn(folder.resolve("access-key"));
    Holdings holdings = Holdings.open(folder, Clock.systemUTC());
    owned.push(holdings.saver());
    Account account = holdings.account();
    Sessions sessions = new Sessions(account.clock());
    Metadata metadata = new Metadata(account, sessions);
    Path fileSystems = Files.createDirectories(folder.resolve("file-systems"));
    Surroundings surroundings = new Surroundings(metadata, fileSystems);
    Host host =
        new Host(
            account,
            holdings.images(),
            holdings.instances(),
            holdings.saver(),
            surroundings,
            within(confines.hiding(folder).showing(fileSystems)));
    owned.push(host);
    owned.push(surroundings);
    HealthChecker checker = new HealthChecker();
    owned.push(checker);
    TargetKeeper targets = new TargetKeeper(account, checker);
    LoadBalancer balancer =
        LoadBalancer.start(bind, listenerPort, targets::table, targets::targets);
    owned.push(balancer);
    Keeper keeper =
        new Keeper(
            account,
            new GroupKeeper(account, host),
            targets,
            balancer.counters()::inFlightOnTarget,
            holdings.saver()::saveIfPossible);
    owned.push(keeper);
    Services services =
        Services.over(
            account,
            new Authenticator(key, sessions, account.clock()),
            metadata,
            host,
            balancer.counters(),
            holdings.objects(),
            balancer.uri().getPort(),
            keeper::look,
            holdings.saver()::save);
    ApiServer api = ApiServer.start(bind, apiPort, new ApiHandler(services));
    owned.push(api);
    surroundings.opened(api.uri());
    // Calls that wait for a delay are let go before the API's socket waits for them.
    owned.push(services.faults());
    SandboxCloud cloud =
        new SandboxCloud(
            bootstrap(key), services.faults(), targets, api.uri(), balancer.uri(), owned);
    Runtime.getRuntime().addShutdownHook(cloud.atExit);
    return cloud;
  }

  /** What is this user's own is not an instance's either. */
  private static Confines within(Confines confines) throws IOException {
    Path home = Path.of(System.getProperty("user.home", "/"));
    Optional<Path> own = Files.isDirectory(home) ? Walls.home(home.toRealPath()) : Optional.empty();
    Confines homeless = own.map(confines::hiding).orElse(confines);
    return Walls.doors().map(homeless::hiding).orElse(homeless);
  }

  private static Bootstrap bootstrap(AccessKey key) {
    return new Bootstrap(
        Arns.REGION,
        key.id(),
        key.secret(),
        Arns.VPC,
        Arns.SUBNET,
        Arns.SECURITY_GROUP,
        Arns.LISTENER,
        Arns.LOAD_BALANCER,
        Arns.BASE_IMAGE,
        Arns.BUCKET);
  }

  /** Where the AWS API is: {@code http://127.0.0.1:port}, for callers on this machine. */
  public URI endpoint() {
    return endpoint;
  }

  /** Where users' requests go: {@code http://127.0.0.1:port}, for callers on this machine. */
  public URI listener() {
    return listener;
  }

  /**
   * How requests for a host are shared at this moment: weight by the target group's ARN. Read where
   * the load balancer itself reads it, past the API.
   */
  public Map<String, Integer> weights(String host) {
    return targets.weights(host);
  }

  /** What an environment in environments.yaml needs to know of it. */
  public Bootstrap bootstrap() {
    return bootstrap;
  }

  /**
   * Whether instances are kept from seeing and signalling this user's other processes, which takes
   * Linux's namespaces. The network they share with this machine in any case.
   */
  public static boolean keepsProcessesApart() {
    return Machine.keptApart();
  }

  /**
   * Whether instances see nothing of each other's folders, of what the sandbox keeps, and of this
   * user's home but the tools that are on the PATH.
   */
  public static boolean hidesFiles() {
    return Machine.hides();
  }

  /** What is to go wrong with its AWS API; nothing unless one asks for it. */
  public Faults faults() {
    return faults;
  }

  /**
   * What is there from the start.
   *
   * @param accessKeyId the one access key that is accepted
   * @param secretAccessKey its secret
   */
  public record Bootstrap(
      String region,
      String accessKeyId,
      String secretAccessKey,
      String vpc,
      String subnet,
      String securityGroup,
      String listenerArn,
      String loadBalancerArn,
      String baseImageId,
      String bucket) {
    @Override
    public String toString() {
      return "Bootstrap[" + region + ", " + accessKeyId + "]";
    }
  }

  /** Stops every process and socket that it started; a second call does nothing. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is on its way out, and the hook has done it or waits for us.
    }
  }

  private synchronized void end() {
    if (!closed) {
      closed = true;
      closeAll(owned);
    }
  }

  /** The newest first: nothing asks for what is gone already. */
  private static void closeAll(Deque<AutoCloseable> owned) {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        log.warn("a part of the sandbox did not close", e);
      }
    }
  }
}
