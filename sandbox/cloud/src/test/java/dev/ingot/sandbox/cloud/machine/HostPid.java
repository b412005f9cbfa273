package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers of processes as they are seen from outside a machine. */
final class HostPid {
  private HostPid() {}

  /**
   * The number outside.
   *
   * @param inside as the process itself has it; it must run, in a folder below the root
   */
  static long of(long inside, Path root) {
    if (!Machine.keptApart()) {
      return inside;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        if (isIt(process, inside, root)) {
          return Long.parseLong(process.getFileName().toString());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("no process of the machine has the number " + inside);
  }

  private static boolean isIt(Path process, long inside, Path root) {
    try {
      String[] numbers =
          Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1)
              .lines()
              .filter(line -> line.startsWith("NSpid:"))
              .findFirst()
              .orElse("")
              .split("\t", -1);
      return numbers.length > 2
          && numbers[numbers.length - 1].equals(Long.toString(inside))
          && Files.readSymbolicLink(process.resolve("cwd")).startsWith(root);
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }
}
