package dev.ingot.operator;

import dev.ingot.cloud.Match;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.ImageReady;
import dev.ingot.events.Registration;
import dev.ingot.pipeline.Room;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is: the cloud's word for it, and the log's memory of how it came about.
 *
 * @param environments every environment of environments.yaml, in its order, by its name
 * @param registration the service's
 * @param head the last one that became a commit
 * @param lastBake how long the last bake of the service took, from the push to the image
 * @param files in which the commit differs from the live image's; empty when nobody knows
 */
record LiveWorld(
    Map<String, Place> environments,
    Optional<Registration> registration,
    Optional<HeadSeen> head,
    Optional<Duration> lastBake,
    Optional<Files> files) {

  /**
   * The service in one environment.
   *
   * @param live the fleet that its rule calls live
   * @param trial the deployment that is under way, for people
   * @param room what there is room for
   * @param frozen whether nothing new may be begun
   * @param others which requests are whose, of the other services' rules
   */
  record Place(
      Optional<LiveFleet> live,
      Optional<String> trial,
      Room room,
      boolean frozen,
      Map<String, Match> others) {
    /** With nothing in it. */
    static final Place EMPTY =
        new Place(Optional.empty(), Optional.empty(), Room.UNBOUNDED, false, Map.of());
  }

  /**
   * A live fleet.
   *
   * @param image the event that it was made of; empty when the log does not go back so far
   */
  record LiveFleet(
      String deployment,
      String imageId,
      int min,
      int desired,
      int max,
      boolean pinned,
      Optional<ImageReady> image) {}

  /**
   * Files that differ.
   *
   * @param named some of them
   * @param more whether there are more
   */
  record Files(List<String> named, boolean more) {}

  Place at(String environment) {
    return environments.getOrDefault(environment, Place.EMPTY);
  }
}
