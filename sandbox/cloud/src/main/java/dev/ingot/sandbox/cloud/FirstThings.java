package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.api.ObjectStore;
import dev.ingot.sandbox.cloud.machine.ImageStore;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What an account has from the start beside its network: a base image to build on, and a bucket.
 */
final class FirstThings {
  /** SSM parameter that holds the base image's id. */
  static final String BASE_IMAGE_PARAMETER = "/ingot/images/debian-12";

  private FirstThings() {}

  /** Stores the base image's tree, if it is not there, and says its digest. */
  static String baseTree(ImageStore images, Path folder) throws IOException {
    Path tree = Files.createTempDirectory(folder, "base-");
    try {
      for (String part : List.of("etc", "opt", "var/log", "tmp")) {
        Files.createDirectories(tree.resolve(part));
      }
      return images.add(tree);
    } finally {
      Folders.delete(tree);
    }
  }

  static void make(Account account, ObjectStore objects, String baseDigest) {
    account
        .images()
        .put(
            new Image(
                Arns.BASE_IMAGE,
                "debian-12",
                "An empty tree; the machine's own programs are used",
                Image.State.AVAILABLE,
                baseDigest,
                "snap-00000000000000001",
                account.now(),
                ""));
    account.vault().put(BASE_IMAGE_PARAMETER, "String", Arns.BASE_IMAGE, account.now());
    objects.createBucket(Arns.BUCKET);
  }
}
