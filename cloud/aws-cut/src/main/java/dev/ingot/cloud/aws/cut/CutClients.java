package dev.ingot.cloud.aws.cut;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cuts the AWS SDK's clients in a folder of jars down to what our jars in it call. */
public final class CutClients {
  private static final String OURS = "dev/ingot";
  private static final String SERVICES = "software/amazon/awssdk/services";

  /** A client's only implementation; those that are asynchronous are left as they are. */
  private static final Pattern CLIENT =
      Pattern.compile("/?(software/amazon/awssdk/services/\\w+/)Default(\\w+Client)\\.class");

  /** What our code names; those that are asynchronous are left as they are. */
  private static final Pattern INTERFACE =
      Pattern.compile("software/amazon/awssdk/services/\\w+/\\w+(?<!Async)Client");

  /** Whoever changes a file under the Apache License says so in it. */
  private static final String NOTICE = "META-INF/CHANGED-BY-INGOT";

  private CutClients() {}

  /** The folders, each with the whole class path of a program. */
  public static void main(String[] args) throws IOException {
    for (String folder : args) {
      cut(Path.of(folder));
    }
  }

  /**
   * Cuts each client that one of our jars names. Done twice it does nothing more; jars that were
   * cut for an older version of ours have to be put there anew.
   *
   * @throws IOException when a jar cannot be read or written
   * @throws IllegalStateException when one that is named is in none of them
   */
  static void cut(Path folder) throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    Map<String, Set<String>> called = new HashMap<>();
    for (Path jar : jars) {
      collect(jar, called);
    }
    Set<String> missing = new TreeSet<>(called.keySet());
    missing.removeIf(type -> !INTERFACE.matcher(type).matches());
    for (Path jar : jars) {
      missing.removeAll(cut(jar, called));
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "no jar in %s has what implements %s: the SDK names it in another way now, and nothing would be cut"
              .formatted(folder, missing));
    }
  }

  /** Adds what the classes of a jar of ours call, by the client's class. */
  private static void collect(Path jar, Map<String, Set<String>> called) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      for (Path file : classes(files, OURS)) {
        for (Bytecode.Call call : Bytecode.calls(Files.readAllBytes(file))) {
          if (call.type().startsWith(SERVICES)) {
            called.computeIfAbsent(call.type(), type -> new TreeSet<>()).add(call.method());
          }
        }
      }
    }
  }

  /** The clients that the jar implements. */
  private static Collection<String> cut(Path jar, Map<String, Set<String>> called)
      throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Map<Path, String> clients =
          classes(files, SERVICES).stream()
              .filter(file -> CLIENT.matcher(file.toString()).matches())
              .collect(
                  Collectors.toMap(
                      file -> file, file -> CLIENT.matcher(file.toString()).replaceAll("$1$2")));
      for (Map.Entry<Path, String> client : clients.entrySet()) {
        Set<String> calls = called.get(client.getValue());
        // Waiters call operations where nobody sees it.
        if (calls != null && !calls.contains("waiter")) {
          cut(client.getKey(), calls);
        }
      }
      return clients.values();
    }
  }

  private static void cut(Path client, Set<String> calls) throws IOException {
    byte[] bytes = Files.readAllBytes(client);
    byte[] less = Bytecode.without(bytes, Operations.uncalled(Bytecode.methods(bytes), calls));
    if (less.length < bytes.length) {
      // As old as it was: the same classes make the same jar.
      FileTime time = Files.getLastModifiedTime(client);
      Files.write(client, less);
      Files.setLastModifiedTime(client, time);
      Path notice = client.getFileSystem().getPath(NOTICE);
      Files.writeString(
          notice,
          "Operations that are not called were left out of %s.%n".formatted(client),
          StandardCharsets.UTF_8);
      Files.setLastModifiedTime(notice, time);
    }
  }

  private static List<Path> classes(FileSystem jar, String under) throws IOException {
    Path folder = jar.getPath(under);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }
}
