package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which way to make cells is open here: the best of those that have been tried. */
final class CellWays {
  private static final Logger LOG = LoggerFactory.getLogger(CellWays.class);

  /** What Linux says when there is no room just now, which says nothing of what is allowed. */
  private static final List<String> BUSY =
      List.of("Resource temporarily unavailable", "Cannot allocate memory");

  private static final int FEW = 64;

  private static final boolean TOOLS =
      Launcher.onPath("unshare") && Launcher.onPath("nsenter") && Launcher.hasSetsid();

  static final CellWays HERE =
      new CellWays(
          known(), lacking(TOOLS, Launcher.onPath("setpriv")), CellWays::tried, System::nanoTime);

  private final List<CellWay> ways;
  private final String lacking;
  private final Trial trial;
  private final FoundOnce<Found> found;

  /**
   * What was found.
   *
   * @param why it is none that is better
   */
  private record Found(Optional<CellWay> way, String why) {}

  /** Tries a way. */
  @FunctionalInterface
  interface Trial {
    /**
     * What is said where it is not open; empty where it is.
     *
     * @throws IOException when that has not come out
     */
    Optional<String> of(CellWay way) throws IOException;
  }

  /**
   * @param lacking why there are no better ones among them
   */
  CellWays(List<CellWay> ways, String lacking, Trial trial, LongSupplier nanos) {
    this.ways = List.copyOf(ways);
    this.lacking = lacking;
    this.trial = trial;
    this.found = new FoundOnce<>(this::look, nanos);
  }

  /**
   * The best way that is open, or empty for none. Found out once; a trial that came to no end is
   * made again by a later call, and nobody takes a weaker way because of it.
   *
   * @throws IOException when it is not known yet; a later call may succeed
   */
  Optional<CellWay> best() throws IOException {
    return found.get().way();
  }

  /** Why it is not a better one. */
  String why() throws IOException {
    return found.get().why();
  }

  private Found look() throws IOException {
    String last = lacking;
    for (CellWay way : ways) {
      Optional<String> words = trial.of(way);
      if (words.isEmpty()) {
        if (!way.hides()) {
          LOG.warn("machines see this user's files: {}", last);
        }
        return new Found(Optional.of(way), last);
      }
      last = words.get();
      if (BUSY.stream().anyMatch(last::contains)) {
        throw new IOException(last);
      }
    }
    LOG.warn("machines see this user's other processes and files: {}", last);
    return new Found(Optional.empty(), last);
  }

  private static List<CellWay> known() {
    return TOOLS ? CellWay.all() : List.of();
  }

  /** What to install, for the best that can be had. */
  static String lacking(boolean tools, boolean setpriv) {
    if (!tools) {
      return "there are no unshare, nsenter and setsid";
    }
    return setpriv ? "" : "there is no setpriv";
  }

  /** Makes a cell as every machine has one, and runs something in it as every machine does. */
  private static Optional<String> tried(CellWay way) throws IOException {
    // It stays until it is ended, also by whoever looks after this JVM.
    Guardian.begin();
    Map<String, String> environment =
        Map.of("PATH", Launcher.ownPath(), Marker.VARIABLE, Marker.machine("trial").value());
    Path root = Path.of("/");
    // Hidden from this cell's own processes and from nobody else.
    Path hand = Path.of("/tmp");
    List<String> walls = way.hides() ? List.of("-" + hand) : List.of();
    Process keeper = Launcher.start(way.first(hand, walls), environment, root, true);
    try {
      Optional<String> words = FirstWords.insteadOfReady(keeper);
      return words.isPresent() ? words : entered(way, keeper, environment, root);
    } finally {
      keeper.destroyForcibly();
    }
  }

  private static Optional<String> entered(
      CellWay way, Process keeper, Map<String, String> environment, Path root) throws IOException {
    List<String> words = new ArrayList<>(way.entering(keeper.pid(), way.most(FEW)));
    words.addAll(List.of("echo", FirstWords.READY));
    Process inside = Launcher.start(words, environment, root, true);
    try {
      return FirstWords.insteadOfReady(inside);
    } finally {
      inside.destroyForcibly();
    }
  }
}
