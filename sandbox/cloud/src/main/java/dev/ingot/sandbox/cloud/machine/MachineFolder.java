package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's root and the folder {@code <root>.machine} beside it, which holds what is the
 * machine's but must not be in an image of it: shims, home, temporary files, console, scripts.
 */
final class MachineFolder {
  /** Variable that tells a machine's processes where its root is. */
  static final String ROOT = "INGOT_ROOT";

  /** Empty: for what its cell is made with. */
  private static final String HAND = "hand";

  private static final Logger LOG = LoggerFactory.getLogger(MachineFolder.class);

  /** Of a folder of tools, followed. */
  private static final int MOST_LINKS = 500;

  private static final String UNITS = "etc/systemd/system";

  /** Bytes of a unit, of orders, of settings. */
  private static final int LONGEST = 64 * 1024;

  /** Of enabled units, of drop-ins of one. */
  private static final int MOST_FILES = 500;

  private final Path root;
  private final Path beside;
  private final AtomicInteger scripts = new AtomicInteger();

  MachineFolder(Path root) throws IOException {
    this.root = root;
    this.beside = root.resolveSibling(root.getFileName() + ".machine");
    Trees.delete(beside);
    for (String name : List.of("bin", "home", "tmp", "active", "scripts", HAND)) {
      Files.createDirectories(beside.resolve(name));
    }
    shim("systemctl");
    shim("mount");
  }

  /** Puts a program of ours in front of the system's own. */
  private void shim(String name) throws IOException {
    Path shim = beside.resolve("bin").resolve(name);
    try (InputStream in = MachineFolder.class.getResourceAsStream(name + ".sh")) {
      if (in == null) {
        throw new IOException(name + ".sh is missing from this program");
      }
      Files.copy(in, shim, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path root() {
    return root;
  }

  Path beside() {
    return beside;
  }

  /**
   * What every process of the machine sees; of this process's own environment only the tools.
   *
   * @param jdk what this process runs on; {@code JAVA_HOME} if it can compile, as an image's own
   *     JDK would
   */
  Map<String, String> environment(Map<String, String> own, Path jdk) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(
        "PATH",
        beside.resolve("bin") + ":" + own.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    environment.put("HOME", beside.resolve("home").toString());
    environment.put("TMPDIR", beside.resolve("tmp").toString());
    environment.put("LANG", own.getOrDefault("LANG", "C.UTF-8"));
    environment.put(ROOT, root.toString());
    boolean compiles = Files.isExecutable(jdk.resolve("bin/javac"));
    String javaHome = compiles ? jdk.toString() : own.get("JAVA_HOME");
    if (javaHome != null) {
      environment.put("JAVA_HOME", javaHome);
    }
    return environment;
  }

  /** An empty folder that nothing else is done with. */
  Path hand() {
    return beside.resolve(HAND);
  }

  /** What it sees of this machine's folders: its own, and all that is not hidden. */
  List<Walls.Step> walls(Confines confines, Map<String, String> environment) {
    Path home = Path.of(System.getProperty("user.home", "/"));
    List<Path> hidden =
        confines.hidden().stream().filter(Files::isDirectory).map(Walls::real).toList();
    return Walls.steps(hidden, shown(confines, environment, home));
  }

  private List<Path> shown(Confines confines, Map<String, String> environment, Path namedHome) {
    Path home = Walls.real(namedHome);
    List<Path> shown = new ArrayList<>();
    for (Path tools : Walls.tools(environment.getOrDefault("PATH", ""), namedHome)) {
      shown.add(tools);
      if (tools.startsWith(home)) {
        shown.addAll(led(tools, home));
      }
    }
    String javaHome = environment.get("JAVA_HOME");
    if (javaHome != null) {
      shown.addAll(Walls.names(Path.of(javaHome), namedHome));
    }
    confines.shown().forEach(it -> shown.addAll(Walls.names(it, namedHome)));
    shown.removeIf(folder -> !folder.isAbsolute() || !Files.isDirectory(folder));
    shown.addAll(List.of(root, beside, Walls.real(root), Walls.real(beside)));
    return shown;
  }

  /** Where the links in a folder of tools lead to, within the home. */
  private static Set<Path> led(Path tools, Path home) {
    Set<Path> folders = new LinkedHashSet<>();
    try (Stream<Path> all = Files.list(tools)) {
      for (Path link : all.filter(Files::isSymbolicLink).limit(MOST_LINKS).toList()) {
        if (Files.exists(link)) {
          @Nullable Path folder = link.toRealPath().getParent();
          if (folder != null && folder.startsWith(home) && !folder.equals(home)) {
            folders.add(Walls.whole(folder, home));
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("not looked for tools: {}", tools, e);
    }
    return folders;
  }

  /** Writes a script and says where it is. */
  Path script(String text) throws IOException {
    String name = scripts.incrementAndGet() + ".sh";
    OwnFolder.write(beside, "scripts", name, text);
    return beside.resolve("scripts").resolve(name);
  }

  /** Takes what {@code systemctl} was asked to do since the last call, in order. */
  List<UnitOrder> takeOrders() throws IOException {
    Path orders = beside.resolve("orders");
    if (!Files.exists(orders)) {
      return List.of();
    }
    // Away first, so that an order that is given now waits for the next call.
    Path taken =
        Files.move(orders, beside.resolve("orders.taken"), StandardCopyOption.REPLACE_EXISTING);
    String text = read(beside, taken.getFileName(), "these are no orders");
    return text.lines().flatMap(line -> UnitOrder.parse(line).stream()).toList();
  }

  /** The names of the units that are enabled. */
  List<String> enabledUnits() throws IOException {
    Path wants = Path.of(UNITS, "multi-user.target.wants");
    return MachineFiles.names(root, wants, MOST_FILES).stream()
        .map(Path::toString)
        .filter(UnitOrder::isUnit)
        .toList();
  }

  /** A unit file's text with its drop-ins' after it; the files are the root's own and no links. */
  String unit(String name) throws IOException {
    StringBuilder text = new StringBuilder(unitFile(Path.of(UNITS, name)));
    Path dropIns = Path.of(UNITS, name + ".d");
    for (Path file : MachineFiles.names(root, dropIns, MOST_FILES)) {
      if (file.toString().endsWith(".conf")) {
        text.append('\n').append(unitFile(dropIns.resolve(file)));
      }
    }
    return text.toString();
  }

  private String unitFile(Path file) throws IOException {
    return read(root, file, "there is no unit " + file.getFileName());
  }

  /** What scripts put there may be anything, also what is not theirs, or never ends. */
  private static String read(Path base, Path file, String otherwise) throws IOException {
    try {
      return MachineFiles.text(base, file, LONGEST);
    } catch (IOException e) {
      throw new IOException(otherwise, e);
    }
  }

  /** What {@code systemctl is-active} answers from now on. */
  void setActive(String unit, boolean active) throws IOException {
    if (active) {
      OwnFolder.write(beside, "active", unit, "");
    } else {
      OwnFolder.remove(beside, "active", unit);
    }
  }

  /** An absolute path as the machine means it: inside the root when it is there. */
  Path inRoot(String path) {
    Path inside = root.resolve(path.replaceFirst("^/+", "")).normalize();
    return inside.startsWith(root) ? inside : root;
  }

  /**
   * An EnvironmentFile's text, unless there is none; a link is followed within the root alone.
   *
   * @throws IOException when it is no file, too long, or elsewhere
   */
  Optional<String> settings(String path) throws IOException {
    Path file = inRoot(path);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // Read by this process, which may read more than the machine's own can.
    Path within = root.toRealPath();
    Path real = file.toRealPath();
    String otherwise = path + " is no file of settings";
    if (!real.startsWith(within)) {
      throw new IOException(otherwise);
    }
    return Optional.of(read(within, within.relativize(real), otherwise));
  }

  void delete() throws IOException {
    Trees.delete(root);
    Trees.delete(beside);
  }
}
