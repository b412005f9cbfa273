package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A sandbox's cloud in a process of its own, always on the same folder and ports. */
public final class CloudProcess {
  private final Path folder;
  private final int apiPort;
  private final int listenerPort;

  CloudProcess(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.apiPort = one.getLocalPort();
      this.listenerPort = other.getLocalPort();
    }
  }

  /** One life of it. */
  JvmProcess start() throws IOException {
    Files.createDirectories(folder);
    return JvmProcess.of("cloud", CloudProcess.class.getName(), folder.resolveSibling("cloud.log"))
        .options(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .arguments(folder.toString(), String.valueOf(apiPort), String.valueOf(listenerPort))
        .start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + apiPort);
  }

  URI listener() {
    return URI.create("http://127.0.0.1:" + listenerPort);
  }

  /** The processes of machines in this folder, of whichever life. */
  List<ProcessHandle> machineProcesses() throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        try {
          String environment =
              Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
          if (environment.contains("INGOT_ROOT=" + folder + "/")) {
            ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                .ifPresent(found::add);
          }
        } catch (IOException e) {
          // Gone meanwhile, or somebody else's.
        }
      }
    }
    return found;
  }

  /** Kills the process that would clean up after the JVM. */
  static void killGuardian(JvmProcess jvm) throws IOException {
    ProcessHandle guardian =
        ProcessHandle.of(jvm.pid()).stream()
            .flatMap(ProcessHandle::children)
            .filter(child -> isGuardian(child.pid()))
            .findFirst()
            .orElseThrow();
    guardian.destroyForcibly();
    guardian.onExit().join();
  }

  private static boolean isGuardian(long pid) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"))
          .contains("ingot-guardian");
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs until it is killed; closes in its own shutdown hook. */
  public static void main(String[] arguments) throws InterruptedException {
    SandboxCloud.start(
        Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    new CountDownLatch(1).await();
  }
}
