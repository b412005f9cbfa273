package dev.ingot.sandbox.cloud.model;

/** Makes instances real. Called under the account's lock; does its work later, elsewhere. */
public interface Compute {
  /** Boots a pending instance from its image. */
  void boot(Instance instance);

  /** Stops a running instance. */
  void stop(Instance instance, String reason);

  /** Ends an instance, whatever its state; does nothing when it is ending. */
  void terminate(Instance instance, String reason);

  /** Makes a pending image of the instance's root folder. */
  void capture(Image image, Instance instance);

  /** The image is gone from the account; drops its content when no other image has the same. */
  void discard(Image image);
}
