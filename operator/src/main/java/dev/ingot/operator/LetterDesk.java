package dev.ingot.operator;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.CloudEvent;
import dev.ingot.events.wire.UndecodableEventException;
import dev.ingot.stage.LetterHeaders;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OneTransaction;
import dev.ingot.stage.RuntimeConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Reads dead letters and what is known about them, and settles them: each once. */
final class LetterDesk implements AutoCloseable {
  /** Letters that are held at a time; each is a few hundred bytes. */
  private static final int MOST = 20_000;

  private static final String NAME = "operator";

  private final LogTool log;
  private final String topic;
  private final Duration within;

  /**
   * Connects when it is first used.
   *
   * @param within longest time for each thing that is asked of the log
   */
  LetterDesk(RuntimeConfig config, Duration within) {
    this.log = LogTool.open(NAME, config);
    this.topic = config.topicPrefix() + Topics.DEAD_LETTERS;
    this.within = within;
  }

  /** A letter with its message, and the ledger of its partition since the first of its line. */
  record Found(Letter letter, LogMessage message, Ledger ledger) {}

  /** All letters since then. */
  Ledger list(Instant since, Predicate<Letter> wanted) {
    Ledger ledger = new Ledger(MOST, wanted);
    log.read(List.of(topic), partition -> true, since, within, ledger::add);
    return ledger;
  }

  /**
   * One letter.
   *
   * @throws LogToolException when it is not there
   */
  Found find(LetterId id) {
    Ledger ledger = new Ledger(MOST, letter -> true);
    Keeper keeper = new Keeper(id);
    log.readFrom(
        topic,
        id.partition(),
        id.offset(),
        within,
        message -> {
          ledger.add(message);
          keeper.see(message);
        });
    LogMessage message = keeper.kept;
    Letter letter =
        ledger
            .letter(id)
            .filter(found -> message != null)
            .orElseThrow(
                () ->
                    new LogToolException(
                        "there is no dead letter %s; retention may have taken it".formatted(id),
                        null));
    if (message == null) {
      throw new IllegalStateException("a letter without its message");
    }
    return new Found(letter, message, sinceTheFirst(letter, ledger));
  }

  private Ledger sinceTheFirst(Letter letter, Ledger ledger) {
    LetterId root = letter.root();
    if (root.partition() != letter.id().partition() || root.offset() >= letter.id().offset()) {
      return ledger;
    }
    Ledger whole = new Ledger(MOST, any -> true);
    log.readFrom(topic, root.partition(), root.offset(), within, whole::add);
    return whole;
  }

  /** The message of a letter, among all that are read. */
  private static final class Keeper {
    private final LetterId id;
    private @Nullable LogMessage kept;

    Keeper(LetterId id) {
      this.id = id;
    }

    void see(LogMessage message) {
      if (message.offset() == id.offset()) {
        kept = message;
      }
    }
  }

  /** The topic of the letter's message, where it is one of ours. */
  Optional<Topic<?>> origin(Letter letter) {
    return Topics.all().stream()
        .filter(one -> one.name(log.prefix()).equals(letter.topic()))
        .<Topic<?>>map(one -> one)
        .findFirst();
  }

  /**
   * What the message's bytes mean; empty when they do not decode.
   *
   * @throws dev.ingot.events.wire.RegistryUnavailableException when that cannot be known now
   */
  Optional<SpecificRecord> event(Found found) {
    return origin(found.letter()).flatMap(its -> decoded(its, found.message().value()));
  }

  private <E extends SpecificRecord> Optional<SpecificRecord> decoded(
      Topic<E> its, byte @Nullable [] value) {
    try {
      return Optional.of(log.codecs().decode(its.name(log.prefix()), its.event(), value));
    } catch (UndecodableEventException e) {
      return Optional.empty();
    }
  }

  /** What the log tells of the letter's service; everything about it is in one partition. */
  ServiceStory story(Letter letter) {
    ServiceStory story = new ServiceStory(letter.service());
    Map<String, Topic<?>> topics =
        Stream.of(Topics.COMMITS, Topics.IMAGES, Topics.OUTCOMES)
            .collect(Collectors.toMap(one -> one.name(log.prefix()), one -> one));
    log.read(
        topics.keySet(),
        partition -> partition == letter.partition(),
        Instant.EPOCH,
        within,
        message ->
            Optional.ofNullable(topics.get(message.topic()))
                .flatMap(its -> decoded(its, message.value()))
                .ifPresent(story::add));
    return story;
  }

  /**
   * Settles a letter without sending anything.
   *
   * @throws LogToolException when it is settled already, or could not be written
   */
  Settlement drop(LetterId id, String who, String why) {
    refuseSettled(find(id));
    try (OneTransaction once = log.take(right(id))) {
      Found found = find(id);
      refuseSettled(found);
      Instant now = once.brokersTime(topic, id.partition());
      Settlement settlement = new Settlement(id, who, why, now, Optional.empty());
      once.commit(List.of(settlement.message(found.message())), now);
      return settlement;
    }
  }

  private static void refuseSettled(Found found) {
    found
        .ledger()
        .settled(found.letter().id())
        .ifPresent(
            settled -> {
              throw new LogToolException(
                  "it was %s by %s at %s".formatted(settled.kind(), settled.who(), settled.at()),
                  null);
            });
  }

  /**
   * Sends a letter's message again and settles the letter, both or neither. The time is the
   * brokers': a deployment that began by a clock ahead of the workers' would never get on.
   *
   * @throws LogToolException when it is refused, saying why, or could not be written
   */
  Settlement replay(LetterId id, ReplayDecision.Wish wish, String who, String why) {
    Found found = find(id);
    Optional<SpecificRecord> event = event(found);
    ServiceStory story = story(found.letter());
    // Whether it may be sent at all; as of when is not known before the right is had.
    decide(found, event, story, wish, found.message().at());
    // From here on nobody else can replay it; what somebody did before is in the ledger by now.
    try (OneTransaction once = log.take(right(id))) {
      Found again = find(id);
      Instant now = once.brokersTime(topic, id.partition());
      ReplayDecision.Send send = decide(again, event, story, wish, now);
      Settlement settlement = settlement(again.letter(), send, who, why, now);
      once.commit(
          List.of(message(again, send, settlement), settlement.message(again.message())), now);
      return settlement;
    }
  }

  private ReplayDecision.Send decide(
      Found found,
      Optional<SpecificRecord> event,
      ServiceStory story,
      ReplayDecision.Wish wish,
      Instant now) {
    ReplayDecision.Known known =
        new ReplayDecision.Known(
            found.letter(), origin(found.letter()), event, found.ledger(), story);
    return switch (ReplayDecision.decide(known, wish, now)) {
      case ReplayDecision.Refused refused -> throw new LogToolException(refused.why(), null);
      case ReplayDecision.Send send -> send;
    };
  }

  private static Settlement settlement(
      Letter letter, ReplayDecision.Send send, String who, String why, Instant now) {
    return new Settlement(
        letter.id(),
        who,
        why,
        now,
        Optional.of(
            new Settlement.Replay(
                letter.root(),
                send.number(),
                send.fresh().map(FreshIntent::id),
                send.fresh().flatMap(FreshIntent::deployment))));
  }

  private LogMessage message(Found found, ReplayDecision.Send send, Settlement settlement) {
    Letter letter = found.letter();
    LogMessage before = found.message();
    Headers headers = new RecordHeaders();
    for (Header header : before.headers()) {
      if (!header.key().startsWith(LetterHeaders.DEAD)) {
        headers.add(header);
      }
    }
    Settlement.add(headers, LetterHeaders.REPLAY_OF, letter.id());
    Settlement.add(headers, LetterHeaders.REPLAY_ROOT, letter.root());
    Settlement.add(headers, LetterHeaders.REPLAY_NUMBER, send.number());
    Settlement.add(headers, LetterHeaders.REPLAY_WHO, Clean.line(settlement.who(), 200));
    Settlement.add(headers, LetterHeaders.REPLAY_TIME, settlement.at());
    return new LogMessage(
        letter.topic(),
        letter.partition(),
        -1,
        settlement.at(),
        before.key(),
        send.fresh().map(fresh -> encoded(fresh, headers)).orElse(before.value()),
        headers);
  }

  private <E extends SpecificRecord> byte[] encoded(FreshIntent<E> fresh, Headers headers) {
    CloudEvent.of(fresh.topic(), fresh.event(), NAME).writeTo(headers);
    return log.codecs().encode(fresh.topic().name(log.prefix()), fresh.event());
  }

  private static String right(LetterId id) {
    return "dead-letter-" + id;
  }

  @Override
  public void close() {
    log.close();
  }
}
