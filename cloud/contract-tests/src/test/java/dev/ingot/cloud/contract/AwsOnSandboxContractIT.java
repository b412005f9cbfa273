package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Clouds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS code, as production runs it, on the sandbox. */
class AwsOnSandboxContractIT extends CloudContract {
  static {
    // The JDK's client sets Host itself unless told otherwise; users of the listener need their
    // own.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  @TempDir static Path folder;

  @Override
  Rig start() {
    return new SandboxRig(folder);
  }

  @Test
  void wrongCredentialsAreDenied() {
    SandboxRig rig = (SandboxRig) rig();
    Credentials real = Credentials.set("AKIAWRONG", "wrong");
    try (Cloud stranger = rig.reopened()) {
      assertThatThrownBy(() -> stranger.fleets().all()).isInstanceOf(CloudException.Denied.class);
      assertThatThrownBy(() -> stranger.traffic().routes())
          .isInstanceOf(CloudException.Denied.class);
      assertThatThrownBy(() -> stranger.images().resolveBase(rig.base()))
          .isInstanceOf(CloudException.Denied.class);
    } finally {
      real.restore();
    }
  }

  @Test
  void anEndpointWhereNobodyListensIsUnavailable() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    SandboxRig rig = (SandboxRig) rig();

    try (Cloud silent = Clouds.open(rig.environment(URI.create("http://127.0.0.1:" + free)))) {
      assertThatThrownBy(() -> silent.traffic().current("shop"))
          .isInstanceOf(CloudException.Unavailable.class);
    }
  }
}
