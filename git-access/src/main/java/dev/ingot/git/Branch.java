package dev.ingot.git;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/**
 * A branch as its repository tells it.
 *
 * @param ref its full name, such as {@code refs/heads/main}
 * @param commit what it points to now
 */
public record Branch(String ref, String commit) {
  private static final List<String> USUAL = List.of("main", "master");

  /** The full name of a branch, or of what is a full ref already. */
  static String ref(String name) {
    return name.startsWith("refs/") ? name : Constants.R_HEADS + name;
  }

  /** The branch or full ref of that name. */
  static Optional<Branch> named(String name, Collection<Ref> refs) {
    String full = ref(name);
    return refs.stream().filter(ref -> ref.getName().equals(full)).findFirst().flatMap(Branch::of);
  }

  /**
   * What HEAD points to; of servers that do not say so, the usual branch, or one that points where
   * HEAD does.
   */
  static Optional<Branch> byDefault(Collection<Ref> refs) {
    Optional<Ref> head =
        refs.stream().filter(ref -> ref.getName().equals(Constants.HEAD)).findFirst();
    return head.map(Ref::getLeaf)
        .filter(ref -> ref.getName().startsWith(Constants.R_HEADS))
        .flatMap(Branch::of)
        .or(() -> USUAL.stream().flatMap(name -> named(name, refs).stream()).findFirst())
        .or(
            () ->
                refs.stream()
                    .filter(ref -> ref.getName().startsWith(Constants.R_HEADS))
                    .flatMap(ref -> of(ref).stream())
                    .filter(
                        branch ->
                            head.flatMap(Branch::of)
                                .map(Branch::commit)
                                .filter(branch.commit()::equals)
                                .isPresent())
                    .findFirst());
  }

  private static Optional<Branch> of(Ref ref) {
    ObjectId peeled = ref.getPeeledObjectId();
    ObjectId id = peeled == null ? ref.getObjectId() : peeled;
    return id == null ? Optional.empty() : Optional.of(new Branch(ref.getName(), id.name()));
  }
}
