package dev.ingot.kill;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Classes as the JVM has them in memory, kept in a file: reading them from their jars is most of
 * the time that a worker takes to begin, and here one begins for every kill. The JVM passes over a
 * file that does not fit its class path.
 *
 * @param classPath of every process that writes or reads the file
 */
record ClassArchive(Path file, String classPath) {
  /** Nothing is in it yet. In the folder goes a jar for each folder of the class path, too. */
  static ClassArchive in(Path folder) throws IOException {
    String ours =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    List<Path> places = Stream.of(ours.split(File.pathSeparator, -1)).map(Path::of).toList();
    List<Path> jars = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        jars.add(pack(place, folder.resolve("classes-%d.jar".formatted(jars.size()))));
      } else if (Files.exists(place)) {
        jars.add(place);
      }
    }
    return new ClassArchive(
        folder.resolve("workers.jsa"),
        jars.stream().map(Path::toString).collect(joining(File.pathSeparator)));
  }

  /** Options of the JVM that writes it at its orderly end. */
  List<String> writing() {
    return List.of("-XX:ArchiveClassesAtExit=" + file);
  }

  /** Options of a JVM that reads it. */
  List<String> reading() {
    return List.of("-XX:SharedArchiveFile=" + file);
  }

  /** The JVM takes no folder into an archive. */
  private static Path pack(Path folder, Path jar) throws IOException {
    try (Stream<Path> files = Files.walk(folder);
        OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
