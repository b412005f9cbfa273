package dev.ingot.listener.webhook;

import dev.ingot.git.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What is told of a push, as it is found in a body. Nothing of it is believed yet. */
final class Payload {
  private static final int MOST_CHANGES = 10_000;

  private final Consumer<Set<String>> whenNamed;
  private final Set<String> addresses = new TreeSet<>();
  private final List<Change> changes = new ArrayList<>();
  private boolean push = true;

  /** One ref that moved. */
  static final class Change {
    /** What hosts say for a ref that is gone. */
    private static final Set<String> NOTHING = Set.of("0".repeat(40), "0".repeat(64));

    private String ref = "";
    private Optional<String> commit = Optional.empty();
    private Optional<Boolean> forced = Optional.empty();
    private boolean deleted;

    /**
     * @param name full, such as refs/heads/main
     */
    void ref(Optional<String> name) {
      ref = name.orElse("");
    }

    /** What the ref points to now; only zeros when it is gone. */
    void commit(Optional<String> id) {
      commit = id.filter(Change::isCommit);
      deleted |= commit.filter(NOTHING::contains).isPresent();
    }

    private static boolean isCommit(String id) {
      for (int i = 0; i < id.length(); i++) {
        char c = id.charAt(i);
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
          return false;
        }
      }
      return id.length() == 40 || id.length() == 64;
    }

    void forced(Optional<Boolean> whether) {
      forced = whether;
    }

    void deleted(boolean whether) {
      deleted |= whether;
    }

    String ref() {
      return ref;
    }

    Optional<String> commit() {
      return commit;
    }

    Optional<Boolean> forced() {
      return forced;
    }

    boolean deleted() {
      return deleted;
    }
  }

  /**
   * @param whenNamed told of all ways in which the repository is written, in their normal form, as
   *     soon as it is known
   */
  Payload(Consumer<Set<String>> whenNamed) {
    this.whenNamed = whenNamed;
  }

  /** Notes one way to write the repository. */
  void address(Optional<String> written) {
    written.map(RepositoryName::normal).filter(n -> !n.isEmpty()).ifPresent(addresses::add);
  }

  /** Says that all addresses are noted. */
  void named() {
    if (!addresses.isEmpty()) {
      whenNamed.accept(Set.copyOf(addresses));
    }
  }

  /** A further ref that moved, to be filled in. */
  Change change() throws RefusedException {
    if (changes.size() >= MOST_CHANGES) {
      throw new RefusedException(
          413, "the payload tells of more than %d refs".formatted(MOST_CHANGES));
    }
    Change change = new Change();
    changes.add(change);
    return change;
  }

  /** Notes what the body says happened, for hosts whose headers do not. */
  void kind(Optional<String> name) {
    push &= name.filter(n -> !n.equals("push")).isEmpty();
  }

  boolean isPush() {
    return push;
  }

  List<Change> changes() {
    return changes;
  }
}
