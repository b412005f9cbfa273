package dev.ingot.chaos;

import java.time.Duration;

/** What becomes of each record, whoever works on it; follows from the seed. */
record Fates(Dice dice) {
  /** Things that are written to from outside the log, one record at a time holds each. */
  static final int RESOURCES = 16;

  private static final String RESOURCE = "resource-";
  private static final int BUSY_KEYS = 20;
  private static final int KEYS = 3_000;
  private static final double POISON = 0.01;
  private static final double DOOMED = 0.01;

  Fates(long seed) {
    this(new Dice(seed));
  }

  /** How a record ends. */
  enum End {
    /** At the end of the chain. */
    THROUGH,
    /** Given up by a stage: a dead letter and one outcome. */
    DOOMED,
    /** Not even an event: a dead letter. */
    POISON
  }

  /**
   * A record and how it ends.
   *
   * @param key of the message; records with the same are worked on in order
   * @param stage that gives it up; the first one for poison, and the last for what gets through
   */
  record Fate(int number, String key, End end, String stage) {}

  /**
   * What a stage does with a record.
   *
   * @param surprises looks that fail before the first one that does not
   * @param steps check-agains, with progress each
   * @param pause before each look but the first
   * @param look how long a look takes
   * @param holds whether it holds a resource all the while
   * @param doomed whether every look fails once the steps are done
   */
  record Task(
      int surprises, int steps, Duration pause, Duration look, boolean holds, boolean doomed) {}

  /** The fate of a record of a run. */
  Fate of(int number, Conditions conditions) {
    int after = number - conditions.records();
    String last = Chain.STAGES.getLast();
    if (after >= 0) {
      return new Fate(number, RESOURCE + after, End.THROUGH, last);
    }
    if (number % conditions.rate() == 0) {
      int resource = number / conditions.rate() % RESOURCES;
      return new Fate(number, RESOURCE + resource, End.THROUGH, last);
    }
    String key = key(number);
    if (dice.happens(POISON, "poison", number)) {
      return new Fate(number, key, End.POISON, Chain.STAGES.getFirst());
    }
    if (dooms(number)) {
      return new Fate(number, key, End.DOOMED, doomedAt(number));
    }
    return new Fate(number, key, End.THROUGH, last);
  }

  /** A few keys have much to do, so that records wait for one another. */
  private String key(int number) {
    return dice.happens(0.1, "busy", number)
        ? "busy-" + dice.between(0, BUSY_KEYS, "key", number)
        : "key-" + dice.between(0, KEYS, "key", number);
  }

  /** Whether poison looks like an event of somebody else's. */
  boolean foreign(int number) {
    return dice.happens(0.5, "foreign", number);
  }

  private boolean dooms(int number) {
    return dice.happens(DOOMED, "doomed", number);
  }

  private String doomedAt(int number) {
    return Chain.STAGES.get(dice.between(0, Chain.STAGES.size(), "doomed at", number));
  }

  static boolean isResource(String key) {
    return key.startsWith(RESOURCE);
  }

  /** What the stage does with the record of the key. */
  Task task(int number, String key, String stage) {
    boolean resource = isResource(key);
    if (resource && stage.equals("second")) {
      return new Task(0, 16, Duration.ofMillis(300), Duration.ZERO, true, false);
    }
    String wait = stage + " waits";
    Duration waits =
        Duration.ofMillis(
            dice.happens(0.04, wait, number)
                ? dice.between(1_000, 3_000, stage + " long", number)
                : dice.between(20, 220, stage + " short", number));
    int look =
        dice.happens(0.2, stage + " slow", number)
            ? dice.between(1, 40, stage + " look", number)
            : 0;
    int surprises =
        dice.happens(0.03, stage + " surprises", number)
            ? dice.between(1, 3, stage + " how many surprises", number)
            : 0;
    boolean doomed = !resource && dooms(number) && doomedAt(number).equals(stage);
    return new Task(surprises, steps(number, stage), waits, Duration.ofMillis(look), false, doomed);
  }

  private int steps(int number, String stage) {
    double roll = dice.roll(stage + " steps", number);
    return roll < 0.75 ? 0 : roll < 0.9 ? 1 : roll < 0.96 ? 2 : 3;
  }
}
