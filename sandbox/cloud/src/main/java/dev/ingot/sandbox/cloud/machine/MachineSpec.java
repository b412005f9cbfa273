package dev.ingot.sandbox.cloud.machine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a machine boots from.
 *
 * @param id instance id, such as {@code i-0123456789abcdef0}
 * @param root the machine's root folder, already filled from the image and its own alone; its
 *     console, shims and temporary files go into a folder beside it, named {@code <root>.machine}
 * @param userData a POSIX sh script, already decoded
 * @param surroundings variables that every process of it sees beside the machine's own
 * @param confines what it may have of the machine that it runs on
 */
public record MachineSpec(
    String id,
    Path root,
    Optional<String> userData,
    Map<String, String> surroundings,
    Confines confines) {
  public MachineSpec {
    if (!id.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("not an instance id: " + id);
    }
    root = root.toAbsolutePath().normalize();
    surroundings = Map.copyOf(surroundings);
  }

  /** In the usual confines. */
  public MachineSpec(
      String id, Path root, Optional<String> userData, Map<String, String> surroundings) {
    this(id, root, userData, surroundings, Confines.DEFAULT);
  }
}
