package dev.ingot.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Bakes machine images, once per content. */
public interface ImageBaker {
  /**
   * The id of a base image.
   *
   * @param base an alias of the environment, an image id, or an {@code ssm:} parameter
   * @throws CloudException.Invalid when it names nothing; the message lists the aliases
   */
  String resolveBase(String base);

  /** The finished image with this bake key, when there is one. */
  Optional<BakedImage> find(String bakeKey);

  /**
   * Looks at the bake and moves it on by at most one step: source to storage, builder, build
   * command, stop, image, clean-up. Finds again what an earlier call made.
   */
  BakeProgress look(BakeRequest request);

  /** Whether something of an unfinished or unannounced bake is there: a builder, or an image. */
  boolean underWay(String bakeKey);

  /** Removes what an unfinished bake has left: builder, archive. A finished image stays. */
  void abandon(String bakeKey);

  /**
   * A finished image.
   *
   * @param name derived from the bake key
   */
  record BakedImage(String id, String name, String bakeKey, Instant createdAt) {}

  /**
   * What to bake.
   *
   * @param bakeKey digest of all that goes in: 64 hexadecimal digits
   * @param baseImageId a resolved base image
   * @param source the source tree as a gzipped tar; unpacked to {@code /opt/ingot/app} of the
   *     builder
   * @param script POSIX shell, run as root in {@code /opt/ingot/app}; paths of the image begin with
   *     {@code ${INGOT_ROOT}}, which is empty on a real machine
   * @param tags carried by every resource of the bake, beside the provider's own
   * @param startedAt when the bake began
   * @param deadline after this the bake has failed
   */
  record BakeRequest(
      String service,
      String bakeKey,
      String baseImageId,
      Source source,
      String script,
      Map<String, String> tags,
      Instant startedAt,
      Duration deadline) {
    public BakeRequest {
      tags = Map.copyOf(tags);
    }
  }

  /**
   * Opens the source archive, the same bytes each time; only asked when the archive is not in
   * storage yet.
   */
  interface Source {
    InputStream open() throws IOException;

    /** Size in bytes. */
    long size() throws IOException;
  }

  /** How far a bake is. */
  sealed interface BakeProgress {
    /**
     * Not yet.
     *
     * @param phase for people, such as {@code building}
     */
    record InProgress(String phase) implements BakeProgress {}

    /** The image is available and everything else of the bake is gone. */
    record Ready(BakedImage image, String log) implements BakeProgress {}

    /**
     * The build said no, or the deadline passed; what the bake made is gone.
     *
     * @param reason one sentence
     * @param log tail of the build log, at most 16,384 characters; empty when there is none
     */
    record Failed(String reason, String log) implements BakeProgress {}
  }
}
