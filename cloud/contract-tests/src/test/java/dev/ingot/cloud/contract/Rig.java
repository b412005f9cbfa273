package dev.ingot.cloud.contract;

import dev.ingot.cloud.Cloud;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A cloud to hold to the contract, and what a test needs to know of it. */
interface Rig extends AutoCloseable {
  /** What not every endpoint can do. */
  enum Feature {
    /** Runs the build command of a bake. */
    BUILDS,
    /** Its bakes take longer than one look. */
    SLOW_BAKES,
    /** Shows tags of a launch template that were changed after it was made. */
    CHANGED_TAGS,
    /** Checks the health of targets. */
    HEALTH,
    /** Counts requests. */
    REQUESTS,
    /** Counts zero for a fleet in use without requests, where others say nothing. */
    EXPLICIT_ZEROS
  }

  Cloud cloud();

  /** The same cloud as a process sees it that was started after a crash. */
  Cloud reopened();

  /** Why it can't, when it can't. */
  Optional<String> cannot(Feature feature);

  /** An alias of a base image. */
  String base();

  /** An image whose service listens on {@code $PORT} and answers {@code /healthz} with 200. */
  String image();

  /** An image whose service says these words and ends at once, with exit code 1. */
  String dyingImage(String words);

  /** How long to wait for what takes time. */
  Duration patience();

  /** How often to look meanwhile. */
  Duration pace();

  /** Tells the cloud, where it must be told, that the next builds fail, with these words. */
  void breakBuilds(String words);

  void mendBuilds();

  /** Tells the cloud, where it must be told, that the fleet's instances will fail, and how. */
  void expectUnhealthy(String fleet, String words);

  /** Has users send so many requests, which the service's rule hands to its fleets. */
  void send(String service, String fleet, int requests);

  /** What is there beside finished images and build logs, by kind and name. */
  List<String> leftovers();

  @Override
  void close();
}
