package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
  @TempDir Path temp;
  private Path root;
  private ImageStore store;

  @BeforeEach
  void aTree() throws IOException {
    store = ImageStore.open(temp.resolve("store"));
    root = Files.createDirectories(temp.resolve("root"));
    tree(root);
  }

  @Test
  void aCopyIsWhatWasAdded() throws IOException {
    String digest = store.add(root);
    Path copy = temp.resolve("instances/i-1/root");

    store.copyTo(digest, copy);

    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(Trees.digest(copy)).isEqualTo(Trees.digest(root)).isEqualTo(digest);
    assertThat(mode(copy.resolve("bin/run"))).isEqualTo("rwxr-x---");
    assertThat(mode(copy.resolve("locked"))).isEqualTo("r-xr-xr-x");
    assertThat(copy.resolve("-rf\n*")).hasContent("odd");
    assertThat(Files.readSymbolicLink(copy.resolve("link"))).isEqualTo(Path.of("bin/run"));
    assertThat(store.size(digest)).isEqualTo(2 + 3 + 4);
  }

  @Test
  void linksAreNeverFollowed() throws IOException {
    Path outside = Files.writeString(temp.resolve("outside"), "secret");
    Files.createSymbolicLink(root.resolve("escape"), outside);
    Files.createSymbolicLink(root.resolve("folder"), temp);
    String digest = store.add(root);
    Path copy = temp.resolve("copy");

    store.copyTo(digest, copy);
    Files.delete(copy.resolve("escape"));
    store.remove(digest);

    assertThat(copy.resolve("folder")).isSymbolicLink();
    assertThat(outside).hasContent("secret");
  }

  @Test
  void equalTreesAreStoredOnce() throws IOException {
    Path twin = Files.createDirectories(temp.resolve("twin"));
    tree(twin);

    assertThat(store.add(twin)).isEqualTo(store.add(root));

    try (var images = Files.list(temp.resolve("store/images"))) {
      assertThat(images).hasSize(1);
    }
    assertThat(temp.resolve("store/unfinished")).isEmptyDirectory();
  }

  @Test
  void whateverDiffersMakesAnotherDigest() throws IOException {
    String before = store.add(root);
    Files.setPosixFilePermissions(
        root.resolve("bin/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
    String mode = store.add(root);
    Files.delete(root.resolve("link"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("/bin/run"));
    String link = store.add(root);
    Files.move(root.resolve("bin/run"), root.resolve("bin/ran"));
    String name = store.add(root);

    assertThat(java.util.Set.of(before, mode, link, name)).hasSize(4);
  }

  @Test
  void anInstanceCannotChangeItsImage() throws IOException {
    String digest = store.add(root);
    store.copyTo(digest, temp.resolve("a"));
    Files.writeString(temp.resolve("a/bin/run"), "changed");

    store.copyTo(digest, temp.resolve("b"));

    assertThat(temp.resolve("b/bin/run")).hasContent("go");
  }

  @Test
  void pipesAreLeftOut() throws Exception {
    String before = store.add(root);
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThat(store.add(root)).isEqualTo(before);
  }

  @Test
  void removedIsGoneAndUnknownIsSaid() throws IOException {
    String digest = store.add(root);

    store.remove(digest);
    store.remove(digest);

    assertThat(store.contains(digest)).isFalse();
    assertThatThrownBy(() -> store.copyTo(digest, temp.resolve("x")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> store.contains("../../etc"));
  }

  @Test
  void copiesOnlyIntoAnEmptyFolder() throws IOException {
    String digest = store.add(root);

    assertThatThrownBy(() -> store.copyTo(digest, root))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whatWasLeftUnfinishedIsClearedAway() throws IOException {
    Files.createDirectories(temp.resolve("store/unfinished/add123/x"));

    ImageStore.open(temp.resolve("store"));

    assertThat(temp.resolve("store/unfinished")).isEmptyDirectory();
  }

  private static void tree(Path root) throws IOException {
    Path run = Files.createDirectories(root.resolve("bin")).resolve("run");
    Files.writeString(run, "go");
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x---"));
    Files.writeString(root.resolve("-rf\n*"), "odd");
    Files.createSymbolicLink(root.resolve("link"), Path.of("bin/run"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("/nowhere/at/all"));
    Path locked = Files.createDirectories(root.resolve("locked"));
    Files.writeString(locked.resolve("key"), "iron");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }
}
