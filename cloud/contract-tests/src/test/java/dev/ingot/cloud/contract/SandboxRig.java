package dev.ingot.cloud.contract;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.sandbox.cloud.SandboxCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The AWS provider on the sandbox: it can do everything. */
final class SandboxRig implements Rig {
  private final SandboxCloud sandbox;
  private final Credentials credentials;
  private final CloudEnvironment environment;
  private final Cloud cloud;
  private final AwsLeftovers leftovers;
  private final HttpClient users = HttpClient.newHttpClient();
  private @Nullable String image;

  SandboxRig(Path folder) {
    sandbox = SandboxCloud.start(folder, 0, 0);
    SandboxCloud.Bootstrap bootstrap = sandbox.bootstrap();
    credentials = Credentials.set(bootstrap.accessKeyId(), bootstrap.secretAccessKey());
    environment = environment(sandbox.endpoint());
    cloud = Clouds.open(environment);
    leftovers = new AwsLeftovers(environment);
  }

  CloudEnvironment environment(URI endpoint) {
    return environment(sandbox, endpoint);
  }

  static CloudEnvironment environment(SandboxCloud sandbox, URI endpoint) {
    SandboxCloud.Bootstrap bootstrap = sandbox.bootstrap();
    return new CloudEnvironment(
        "contract",
        "aws",
        bootstrap.region(),
        Optional.of(endpoint),
        List.of(bootstrap.subnet()),
        List.of(bootstrap.securityGroup()),
        bootstrap.vpc(),
        bootstrap.listenerArn(),
        // A host no browser would look up, as header only: connections go to the listener itself.
        "{service}.test",
        Map.of("base", bootstrap.baseImageId()),
        Optional.of("service"),
        Optional.empty(),
        "t3.micro",
        bootstrap.bucket(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1));
  }

  @Override
  public Cloud cloud() {
    return cloud;
  }

  @Override
  public Cloud reopened() {
    return Clouds.open(environment);
  }

  @Override
  public Optional<String> cannot(Feature feature) {
    return Optional.empty();
  }

  @Override
  public String base() {
    return "base";
  }

  @Override
  public synchronized String image() {
    if (image == null) {
      image = bake(Bakes.GOOD);
    }
    return image;
  }

  @Override
  public String dyingImage(String words) {
    return bake(Bakes.dying(words));
  }

  private String bake(String script) {
    BakeProgress progress =
        Bakes.finish(
            cloud,
            Bakes.request(Bakes.newKey(), cloud.images().resolveBase(base()), script, Bakes.tree()),
            patience(),
            pace());
    if (!(progress instanceof BakeProgress.Ready ready)) {
      throw new IllegalStateException("the image for the tests did not bake: " + progress);
    }
    return ready.image().id();
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Duration pace() {
    return Duration.ofMillis(250);
  }

  @Override
  public void breakBuilds(String words) {}

  @Override
  public void mendBuilds() {}

  @Override
  public void expectUnhealthy(String fleet, String words) {}

  @Override
  public void send(String service, String fleet, int requests) {
    HttpRequest request =
        HttpRequest.newBuilder(sandbox.listener().resolve("/healthz"))
            .header("Host", environment.host(service))
            .timeout(Duration.ofSeconds(10))
            .build();
    for (int i = 0; i < requests; i++) {
      try {
        users.send(request, HttpResponse.BodyHandlers.discarding());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while sending requests", e);
      }
    }
  }

  @Override
  public List<String> leftovers() {
    return leftovers.list();
  }

  @Override
  public void close() {
    users.close();
    leftovers.close();
    cloud.close();
    sandbox.close();
    credentials.restore();
  }
}
