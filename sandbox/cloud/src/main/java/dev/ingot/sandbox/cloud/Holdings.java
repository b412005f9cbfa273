package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.api.ObjectStore;
import dev.ingot.sandbox.cloud.machine.ImageStore;
import dev.ingot.sandbox.cloud.machine.Leftovers;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Restart;
import dev.ingot.sandbox.cloud.state.Document;
import dev.ingot.sandbox.cloud.state.DocumentFile;
import dev.ingot.sandbox.cloud.state.Saver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a cloud's folder holds, brought to life again. */
record Holdings(
    Account account, ImageStore images, Path instances, ObjectStore objects, Saver saver) {
  private static final Logger log = LoggerFactory.getLogger(Holdings.class);

  /**
   * Opens the folder, which the caller has to itself: ends what machines of an earlier life still
   * run, and deletes what belongs to nothing any more. A folder with nothing in it becomes a new
   * cloud.
   *
   * @throws IOException when it cannot be read or written; nothing is lost then
   */
  static Holdings open(Path folder, Clock clock) throws IOException {
    Path instances = folder.resolve("instances");
    Leftovers.kill(instances);
    DocumentFile file = new DocumentFile(folder);
    // Nothing is deleted before it is clear what belongs to something.
    Optional<Document> kept = file.read();
    Account account =
        kept.map(document -> Account.of(clock, document.account()))
            .orElseGet(() -> Account.empty(clock));
    Folders.empty(instances);
    ObjectStore objects =
        new ObjectStore(
            folder.resolve("objects"),
            kept.map(Document::objects).orElse(ObjectStore.Kept.NOTHING));
    ImageStore images = ImageStore.open(folder.resolve("images"));
    String base = FirstThings.baseTree(images, folder);
    if (kept.isEmpty()) {
      FirstThings.make(account, objects, base);
    }
    Restart.in(account, images::contains)
        .forEach(image -> log.warn("image {} is invalid: its content is gone", image.id()));
    images.keepOnly(account.images()::uses);
    Saver saver = new Saver(account, objects, file);
    saver.save();
    return new Holdings(account, images, instances, objects, saver);
  }
}
