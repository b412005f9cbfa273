package dev.ingot.stage;

import java.util.List;

/**
 * Names of the headers on dead letters, on what settles them, and on what is replayed. All values
 * are UTF-8 text.
 *
 * <p>The topic is a ledger: a letter is settled by a message that names it, in the same partition,
 * and nothing is ever taken away. A message with {@link #OFFSET} is a letter, whatever else it
 * says, for a letter also has the headers of the message that it is about.
 */
public final class LetterHeaders {
  /** In front of whatever a stage says about a letter. */
  public static final String DEAD = "ingot_dead_";

  /** Where the message was. */
  public static final String TOPIC = DEAD + "topic";

  public static final String PARTITION = DEAD + "partition";
  public static final String OFFSET = DEAD + "offset";

  /** {@link #POISON} or {@link #GIVEN_UP}. */
  public static final String KIND = DEAD + "kind";

  /** It never was an event to the stage: no bytes of one, or no key in it. */
  public static final String POISON = "poison";

  /** Every look at it ended in a surprise; the deployment has had its one outcome. */
  public static final String GIVEN_UP = "given-up";

  /** Class of the exception, and what it says. */
  public static final String ERROR = DEAD + "error";

  public static final String MESSAGE = DEAD + "message";
  public static final String ATTEMPTS = DEAD + "attempts";
  public static final String STAGE = DEAD + "stage";

  /** Of the runtime that the stage ran on. */
  public static final String VERSION = DEAD + "version";

  public static final String TIME = DEAD + "time";

  /** There when the value is the beginning of a longer one. */
  public static final String VALUE_CUT = DEAD + "value_cut_from_bytes";

  public static final String KEY_CUT = DEAD + "key_cut_from_bytes";
  public static final String HEADERS_LEFT_OUT = DEAD + "headers_left_out";

  /** There when key, headers and value are left out altogether. */
  public static final String REFUSED = DEAD + "refused";

  /** On a message that was sent again: the letter that it comes from, {@code partition-offset}. */
  public static final String REPLAY_OF = "ingot_replay_of";

  /** The first letter of its line: itself or an ancestor of {@link #REPLAY_OF}. */
  public static final String REPLAY_ROOT = "ingot_replay_root";

  /** How many replays of the first letter there have been with this one, from 1. */
  public static final String REPLAY_NUMBER = "ingot_replay_number";

  public static final String REPLAY_WHO = "ingot_replay_who";
  public static final String REPLAY_TIME = "ingot_replay_time";

  /** What a replay says about itself, and what a letter of it says too. */
  public static final List<String> REPLAY =
      List.of(REPLAY_OF, REPLAY_ROOT, REPLAY_NUMBER, REPLAY_WHO, REPLAY_TIME);

  /** On a message that settles a letter: which one, {@code partition-offset}. */
  public static final String SETTLES = "ingot_settles";

  /** {@code replayed} or {@code dropped}. */
  public static final String SETTLEMENT = "ingot_settlement";

  public static final String SETTLED_BY = "ingot_settled_by";
  public static final String SETTLED_WHY = "ingot_settled_why";
  public static final String SETTLED_TIME = "ingot_settled_time";

  /** Of a replay: the event's id where it has a new one, and its deployment's. */
  public static final String NEW_EVENT = "ingot_settled_new_event";

  public static final String NEW_DEPLOYMENT = "ingot_settled_new_deployment";

  private LetterHeaders() {}
}
