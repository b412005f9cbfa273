package dev.ingot.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ingot.events.Commit;
import dev.ingot.git.GitConfig;
import dev.ingot.git.Remotes;
import dev.ingot.git.RepositoryRefusedException;
import dev.ingot.git.testkit.GitRepository;
import dev.ingot.recipe.RawRepository.Entry;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.NothingUnhandled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Repositories by people who mean harm, and by people who did not think of it. */
@ExtendWith(NothingUnhandled.class)
class HostileRepositoriesIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long MOST_BYTES = 4 << 20;

  @TempDir Path folder;

  private RawRepository repository;
  private ObjectId plain;
  private Remotes remotes;

  @BeforeEach
  void create() throws IOException {
    repository = new RawRepository(folder.resolve("remote.git"));
    plain = repository.blob("x".getBytes(UTF_8));
    remotes =
        new Remotes(
            Config.read(GitConfig.class, Map.of("ingot.git.schemes", "https,ssh,http,file")));
  }

  static List<HostileCase> cases() throws IOException {
    return HostileCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasADefinedAnswer(HostileCase it) throws Exception {
    switch (it.kind()) {
      case "repository" -> repository(it);
      case "ref" -> ref(it);
      case "folder" -> tree(it, root(), it.text());
      case "file" ->
          tree(it, repository.tree(new Entry(RawRepository.FILE, it.value(), plain)), "");
      case "link" -> tree(it, link(it.value()), "");
      case "links" -> tree(it, links(it.value()), "");
      case "tree" -> tree(it, odd(it.text()), "");
      case "commit" -> commit(it);
      case "author", "message" -> words(it);
      default -> throw new IllegalArgumentException(it.kind());
    }
    assertThat(Path.of("pwned")).doesNotExist();
  }

  @Test
  void thePageSaysWhatIsTested() throws IOException {
    List<HostileInputs.Row> rows = cases().stream().map(HostileCase::row).toList();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
    HostileInputs.assertTold("repositories", "Repositories", HostileRepositoriesIT.class, rows);
  }

  private void commit(HostileCase it) throws Exception {
    if (it.text().equals("shallow")) {
      String id = repository.shallowCommit(root());
      assertThat(get(id, "").id()).isEqualTo(id);
    } else {
      repository.commit(root());
      refused(it, catchThrowable(() -> get(root().name(), "")));
    }
  }

  private void repository(HostileCase it) {
    Throwable thrown = catchThrowable(() -> remotes.head(it.text(), GitRepository.REF));

    assertThat(thrown).isInstanceOf(RepositoryRefusedException.class);
    assertThat(thrown).hasMessageContaining(it.words()).hasMessageNotContaining("secret");
  }

  private void ref(HostileCase it) throws Exception {
    String commit = repository.commit(root());
    if (it.answer().equals("accepted")) {
      repository.point(it.text(), ObjectId.fromString(commit));
    }

    assertThat(remotes.head(repository.path(), it.text()))
        .isEqualTo(it.answer().equals("accepted") ? Optional.of(commit) : Optional.empty());
    if (it.answer().equals("accepted")) {
      assertThat(cache().get(commit(commit, it.text()), "").id()).isEqualTo(commit);
    }
  }

  private void words(HostileCase it) throws Exception {
    boolean author = it.kind().equals("author");
    byte[] other = "other".getBytes(UTF_8);

    SourceCommit source =
        get(
            repository.commit(root(), author ? it.value() : other, author ? other : it.value()),
            "");

    assertThat(author ? source.author() : source.subject()).isEqualTo(it.words());
    assertThat((author ? source.author() : source.subject()).length()).isLessThanOrEqualTo(200);
  }

  private void tree(HostileCase it, ObjectId tree, String inFolder) throws Exception {
    String commit = repository.commit(tree);
    if (it.text().equals("bomb")) {
      repository.pack();
    }
    if (it.answer().equals("refused")) {
      refused(
          it,
          catchThrowable(
              () ->
                  new SourceTar(
                          it.kind().equals("tree") ? unsent(commit) : get(commit, inFolder),
                          MOST_BYTES)
                      .check()));
      return;
    }
    SourceTar tar = new SourceTar(get(commit, inFolder), MOST_BYTES);
    tar.check();
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    tar.write(archive);
    if (it.kind().equals("file")) {
      assertThat(names(archive.toByteArray())).containsExactly(it.text());
    }
  }

  /** A reason in one line, so that trying again is spared; no surprise. */
  private static void refused(HostileCase it, Throwable thrown) {
    assertThat(thrown).isInstanceOf(SourceRefusedException.class);
    assertThat(thrown).hasMessageContaining(it.words());
    assertThat(String.valueOf(thrown.getMessage()))
        .hasSizeLessThan(700)
        .matches("[^\\p{Cc}\\u202E]*");
  }

  private static Set<String> names(byte[] archive) throws IOException {
    Set<String> names = new TreeSet<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        names.add(e.getName());
      }
    }
    return names;
  }

  private ObjectId root() throws IOException {
    return repository.tree(new Entry(RawRepository.FILE, "plain", plain));
  }

  /** A link of that target, and beside it one to where the tree begins. */
  private ObjectId links(byte[] target) throws IOException {
    ObjectId inner =
        repository.tree(
            new Entry(RawRepository.LINK, "down", repository.blob(target)),
            new Entry(RawRepository.LINK, "up", repository.blob("..".getBytes(UTF_8))));
    return inFolder(inner);
  }

  private ObjectId link(byte[] target) throws IOException {
    ObjectId inner =
        repository.tree(new Entry(RawRepository.LINK, "link", repository.blob(target)));
    return inFolder(inner);
  }

  private ObjectId inFolder(ObjectId inner) throws IOException {
    return repository.tree(
        new Entry(RawRepository.FOLDER, "d", inner), new Entry(RawRepository.FILE, "plain", plain));
  }

  private ObjectId odd(String kind) throws IOException {
    Entry file = new Entry(RawRepository.FILE, "a", plain);
    return switch (kind) {
      case "submodule" ->
          repository.tree(
              new Entry(RawRepository.SUBMODULE, "lib", ObjectId.fromString("1".repeat(40))));
      case "lfs" ->
          repository.tree(
              new Entry(
                  RawRepository.FILE,
                  "model.bin",
                  repository.blob(
                      ("version https://git-lfs.github.com/spec/v1\noid sha256:"
                              + "0".repeat(64)
                              + "\nsize 12345\n")
                          .getBytes(UTF_8))));
      case "mode" -> repository.tree(new Entry(0010644, "pipe", plain));
      case "case" -> repository.tree(new Entry(RawRepository.FILE, "A", plain), file);
      case "twice" -> repository.tree(file, file);
      case "file-and-folder" ->
          repository.tree(file, new Entry(RawRepository.FOLDER, "a", repository.tree(file)));
      case "deep" -> nested(500, 1, repository.tree(file));
      case "bomb" -> nested(10, 10, repository.tree(file));
      case "huge" ->
          repository.tree(
              new Entry(
                  RawRepository.FILE, "large", repository.blob(new byte[(int) MOST_BYTES + 1])));
      case "broken" -> repository.insert(2, "not a tree at all".getBytes(UTF_8));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private ObjectId nested(int levels, int wide, ObjectId innermost) throws IOException {
    ObjectId tree = innermost;
    for (int level = 0; level < levels; level++) {
      Entry[] entries = new Entry[wide];
      for (int i = 0; i < wide; i++) {
        entries[i] = new Entry(RawRepository.FOLDER, "d" + i, tree);
      }
      tree = repository.tree(entries);
    }
    return tree;
  }

  /** As another server than JGit's would send it, which does not look what it sends. */
  private SourceCommit unsent(String commit) throws Exception {
    Path gitDir = Path.of(repository.path());
    try (Repository local = SourceCommit.open(gitDir)) {
      return SourceCommit.read(gitDir, local, ObjectId.fromString(commit), "");
    }
  }

  private SourceCommit get(String commit, String inFolder) throws Exception {
    return cache().get(commit(commit, GitRepository.REF), inFolder);
  }

  private SourceCache cache() throws IOException {
    return new SourceCache(folder.resolve("cache"), remotes, TIMEOUT, 1 << 30);
  }

  private Commit commit(String id, String ref) {
    return Commit.newBuilder().setRepository(repository.path()).setRef(ref).setId(id).build();
  }
}
