package dev.ingot.sandbox.cloud.model;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a restart of the sandbox does to what was kept. No machine outlives it: instances are
 * terminated, as after a failure of the hardware that they ran on, and groups replace theirs.
 */
public final class Restart {
  static final String REASON = "Server.InternalError: the sandbox was restarted";

  private Restart() {}

  /**
   * Does it; to be called once, before anything looks at the account.
   *
   * @param stored whether the content of an image with this digest is there
   * @return the images that were available and are not any more
   */
  public static List<Image> in(Account account, Predicate<String> stored) {
    account.instances().all().stream()
        .filter(instance -> instance.state() != Instance.State.TERMINATED)
        .forEach(
            instance ->
                instance.terminated(
                    instance.lastWords(),
                    // Who was on the way out already keeps the reason.
                    instance.ending() ? instance.reason() : REASON,
                    account.now()));
    List<Image> images = List.copyOf(account.images().all());
    images.stream()
        .filter(image -> image.state() == Image.State.PENDING)
        .forEach(image -> account.images().put(image.failed(REASON)));
    return images.stream()
        .filter(image -> image.state() == Image.State.AVAILABLE)
        .filter(image -> !stored.test(image.digest()))
        .map(image -> account.images().put(image.invalid("The image's content is gone")))
        .toList();
  }
}
