package dev.ingot.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.Commit;
import dev.ingot.git.GitConfig;
import dev.ingot.git.Remotes;
import dev.ingot.git.testkit.GitRepository;
import dev.ingot.git.testkit.GitRepository.Entry;
import dev.ingot.stage.config.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches from real repositories. */
class SourceCacheIT {
  private static final Map<String, Entry> TREE =
      Map.of(
          "ingot.yaml",
          Entry.file("service: shop\n"),
          "bin/run",
          Entry.executable("#!/bin/sh\n"),
          "current",
          Entry.link("bin/run"),
          "a".repeat(150) + "/ü.txt",
          Entry.file("deep"));

  @TempDir Path folder;

  private GitRepository repository;

  @BeforeEach
  void create() throws IOException {
    repository = GitRepository.create(folder.resolve("remote.git"));
  }

  @Test
  void fetchesTheHeadAndReadsIt() throws Exception {
    String id = repository.commit("Sell\tmore\n\nmuch more", TREE);

    SourceCommit commit = cache().get(commit(id), "");

    assertThat(commit.id()).isEqualTo(id);
    assertThat(commit.author()).isEqualTo("A. Author");
    assertThat(commit.subject()).isEqualTo("Sell more");
    assertThat(commit.file("ingot.yaml", 100))
        .hasValueSatisfying(
            bytes ->
                assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("service: shop\n"));
    assertThat(commit.file("other", 100)).isEmpty();
    assertThat(commit.file("bin", 100)).isEmpty();
    assertThatThrownBy(() -> commit.file("ingot.yaml", 5))
        .isInstanceOf(SourceRefusedException.class);
  }

  @Test
  void fetchesACommitThatIsNoLongerTheHead() throws Exception {
    String first = repository.commit("one", TREE);
    cache().get(commit(first), "");
    repository.commit("two", Map.of("ingot.yaml", Entry.file("x")));

    assertThat(cache().get(commit(first), "").id()).isEqualTo(first);
  }

  @Test
  void saysWhenTheCommitCannotBeHadAnyMore() throws Exception {
    String gone = repository.commit("one", TREE);
    repository.commit("two", Map.of("ingot.yaml", Entry.file("x")));

    assertThatThrownBy(() -> cache().get(commit(gone), ""))
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("push again");
  }

  @Test
  void isSurprisedWhenTheRepositoryIsGone() {
    Commit nowhere =
        Commit.newBuilder(commit("0".repeat(40))).setRepository(folder + "/nowhere.git").build();

    assertThatThrownBy(() -> cache().get(nowhere, "")).isInstanceOf(IOException.class);
  }

  @Test
  void refusesARepositoryThatMayNotBeAsked() throws Exception {
    Remotes httpsOnly =
        new Remotes(Config.read(GitConfig.class, Map.of("ingot.git.schemes", "https")));
    SourceCache cache = new SourceCache(folder.resolve("cache"), httpsOnly, timeout(), 1 << 30);

    assertThatThrownBy(() -> cache.get(commit("0".repeat(40)), ""))
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("ingot.git.schemes");
  }

  @Test
  void recoversFromAFolderThatCannotBeRead() throws Exception {
    String id = repository.commit("one", TREE);
    Path gitDir = cache().get(commit(id), "").gitDir();
    try (Stream<Path> packs = Files.list(gitDir.resolve("objects/pack"))) {
      for (Path pack : packs.filter(p -> p.toString().endsWith(".pack")).toList()) {
        Files.write(pack, new byte[10]);
      }
    }

    assertThat(cache().get(commit(id), "").id()).isEqualTo(id);
  }

  @Test
  void beginsAnewAfterAFetchThatFailed() throws Exception {
    String id = repository.commit("one", TREE);
    CacheRoom.delete(cache().get(commit(id), "").gitDir().resolve("objects"));
    assertThatThrownBy(() -> cache().get(commit(id), "")).isInstanceOf(IOException.class);

    assertThat(cache().get(commit(id), "").id()).isEqualTo(id);
  }

  @Test
  void archiveHoldsTheTreeWithItsModes() throws Exception {
    SourceCommit commit = cache().get(commit(repository.commit("one", TREE)), "");
    new SourceTar(commit, 1 << 20).check();

    Map<String, TarArchiveEntry> entries = entries(archive(commit, "a"));

    assertThat(entries.keySet()).containsExactlyInAnyOrderElementsOf(TREE.keySet());
    assertThat(entries)
        .hasEntrySatisfying("bin/run", e -> assertThat(e.getMode() & 0777).isEqualTo(0755))
        .hasEntrySatisfying("ingot.yaml", e -> assertThat(e.getMode() & 0777).isEqualTo(0644))
        .hasEntrySatisfying(
            "current",
            e -> {
              assertThat(e.isSymbolicLink()).isTrue();
              assertThat(e.getLinkName()).isEqualTo("bin/run");
            });
  }

  @Test
  void sameTreeGivesTheSameBytes() throws Exception {
    SourceCommit one = cache().get(commit(repository.commit("one", TREE)), "");
    SourceCommit two = cache().get(commit(repository.commit("two", TREE)), "");

    assertThat(one.tree()).isEqualTo(two.tree());
    assertThat(archive(one, "a")).isEqualTo(archive(two, "b"));
  }

  @Test
  void aFolderIsTakenAloneAndStaysTheSameWhenOthersChange() throws Exception {
    Map<String, Entry> tree = new TreeMap<>();
    tree.put("shop/ingot.yaml", Entry.file("service: shop\n"));
    tree.put("shop/bin/run", Entry.executable("#!/bin/sh\n"));
    tree.put("other/ingot.yaml", Entry.file("service: other\n"));
    SourceCommit before = cache().get(commit(repository.commit("one", tree)), "shop");
    tree.put("other/more", Entry.file("new"));
    SourceCommit after = cache().get(commit(repository.commit("two", tree)), "shop");

    assertThat(after.tree()).isEqualTo(before.tree());
    assertThat(archive(after, "b")).isEqualTo(archive(before, "a"));
    assertThat(entries(archive(after, "b"))).containsOnlyKeys("ingot.yaml", "bin/run");
    assertThat(after.file("ingot.yaml", 100))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("service: shop\n"));
  }

  @Test
  void refusesTreesThatAreTooLargeOrOdd() throws Exception {
    SourceCommit large = cache().get(commit(repository.commit("one", TREE)), "");
    assertThatThrownBy(() -> new SourceTar(large, 10).check())
        .hasMessageContaining("ingot.builder.source.mib");

    Map<String, Entry> odd = Map.of("lib", new Entry(FileMode.GITLINK, ""));
    SourceCommit submodule = cache().get(commit(repository.commit("two", odd)), "");
    assertThatThrownBy(() -> new SourceTar(submodule, 1 << 20).check())
        .hasMessageContaining("is a submodule");
  }

  @Test
  void repositoriesThatWereNotUsedMakeWay() throws Exception {
    String id = repository.commit("one", TREE);
    SourceCache small = new SourceCache(folder.resolve("cache"), remotes(), timeout(), 100_000);
    Path first = small.get(commit(id), "").gitDir();
    Files.write(first.resolve("ballast"), new byte[90_000]);
    GitRepository other = GitRepository.create(folder.resolve("other.git"));
    String otherId = other.commit("one", TREE);

    small.get(Commit.newBuilder(commit(otherId)).setRepository(other.path()).build(), "");

    assertThat(first).doesNotExist();
  }

  private byte[] archive(SourceCommit commit, String name) throws IOException {
    Path file = folder.resolve("archives").resolve(name);
    try (SourceArchive archive = new SourceArchive(commit, file, 1 << 20);
        InputStream in = archive.open()) {
      byte[] bytes = in.readAllBytes();
      assertThat(archive.size()).isEqualTo(bytes.length);
      return bytes;
    }
  }

  private static Map<String, TarArchiveEntry> entries(byte[] archive) throws IOException {
    Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GzipCompressorInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        entries.put(e.getName(), e);
      }
    }
    return entries;
  }

  private SourceCache cache() throws IOException {
    return new SourceCache(folder.resolve("cache"), remotes(), timeout(), 1 << 30);
  }

  private static Remotes remotes() {
    return new Remotes(Config.read(GitConfig.class, Map.of("ingot.git.schemes", "file")));
  }

  private static Duration timeout() {
    return Duration.ofSeconds(30);
  }

  private Commit commit(String id) {
    return Commit.newBuilder()
        .setRepository(repository.path())
        .setRef(GitRepository.REF)
        .setId(id)
        .build();
  }
}
