package dev.ingot.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.Registration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A service with a repository of its own on disk, and what was told of it. */
final class StormService {
  static final String MAIN = "refs/heads/main";

  final String name;
  final List<CommitReceived> commits = new CopyOnWriteArrayList<>();
  final List<HeadSeen> heads = new CopyOnWriteArrayList<>();
  final Semaphore announced = new Semaphore(0);
  private final Path folder;
  private final List<String> pushed = new ArrayList<>();
  private final List<String> deliveries = new ArrayList<>();

  StormService(String name, Path folder) throws IOException {
    this.name = name;
    this.folder = folder;
    try (Repository repository = open()) {
      repository.create(true);
    }
  }

  private Repository open() throws IOException {
    return new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
  }

  Registration registration() {
    return Registration.newBuilder().setRepository(folder.toString()).setRef(MAIN).build();
  }

  /** All commits that its branch has pointed to, in order. */
  List<String> pushed() {
    return pushed;
  }

  /** Moves the branch to a commit that was not there before. */
  void push() throws IOException {
    try (Repository repository = open();
        ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      PersonIdent author =
          new PersonIdent(
              name, "a@example.com", Instant.ofEpochSecond(pushed.size()), ZoneOffset.UTC);
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage("push %d of %s".formatted(pushed.size(), name));
      commit.setTreeId(inserter.insert(Constants.OBJ_TREE, new byte[0]));
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = repository.updateRef(MAIN);
      update.setNewObjectId(id);
      update.setForceUpdate(true);
      update.update();
      pushed.add(id.name());
      deliveries.add(UUID.randomUUID().toString());
    }
  }

  /**
   * The body of the delivery of a push.
   *
   * @param back 0 for the last, 1 for the one before
   */
  byte[] body(int back) {
    return body(pushed.get(pushed.size() - 1 - back));
  }

  byte[] body(String after) {
    return """
        {"ref":"%s","after":"%s","deleted":false,"repository":{"clone_url":"%s"}}"""
        .formatted(MAIN, after, folder)
        .getBytes(UTF_8);
  }

  String delivery(int back) {
    return deliveries.get(deliveries.size() - 1 - back);
  }
}
