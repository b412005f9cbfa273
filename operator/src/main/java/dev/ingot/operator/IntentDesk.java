package dev.ingot.operator;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.UndecodableEventException;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OneTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Reads what was deployed, and begins a deployment that an operator asks for. */
final class IntentDesk {
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);

  private final LogTool log;
  private final Duration within;
  private final Duration longest;

  /**
   * @param within longest time for each thing that is asked of the log
   * @param longest time that a deployment may take from its image on
   */
  IntentDesk(LogTool log, Duration within, Duration longest) {
    this.log = log;
    this.within = within;
    this.longest = longest;
  }

  /**
   * Decides by what the log tells, and says all of it or nothing. Of two operators who ask at the
   * same time, one is told that the other was first.
   *
   * <p>The time is the brokers'. Workers look for what they have said of a deployment from its
   * start on: one that began by a clock ahead of theirs would never get on.
   *
   * @param decision by what has been, at a time
   * @throws LogToolException when it is refused, or could not be written
   */
  Intent.Begun begin(
      String service, String environment, BiFunction<Past, Instant, Intent> decision) {
    int partition = log.partition(Topics.IMAGES.name(log.prefix()), service, within);
    try (OneTransaction once = log.take("intent-" + service + "-" + environment)) {
      Past past = new Past(service, environment, longest);
      AtomicLong next = new AtomicLong();
      Consumer<LogMessage> see = message -> decode(Topics.IMAGES, message, past::see);
      log.read(
          List.of(Topics.IMAGES.name(log.prefix())),
          one -> one == partition,
          Instant.EPOCH,
          within,
          see.andThen(message -> next.set(message.offset() + 1)));
      read(Topics.OUTCOMES, partition, Instant.EPOCH, past::see);
      Instant now = once.brokersTime(Topics.COMMANDS.name(log.prefix()), partition);
      return switch (decision.apply(past, now)) {
        case Intent.Refused refused -> throw new LogToolException(refused.why(), null);
        case Intent.Begun begun -> {
          once.commit(messages(begun, partition), now);
          yield begun.command().getCommand() == CommandKind.ROLLBACK
              ? abortLate(once, begun, partition, next.get())
              : begun;
        }
      };
    }
  }

  /**
   * What stands between the look at the log and the rollback would go first, and the rollback be
   * refused when that is live.
   */
  private Intent.Begun abortLate(
      OneTransaction once, Intent.Begun begun, int partition, long offset) {
    OperatorCommand command = begun.command();
    Past since = new Past(command.getService(), command.getEnvironment(), longest);
    try {
      log.readFrom(
          Topics.IMAGES.name(log.prefix()),
          partition,
          offset,
          within,
          message -> decode(Topics.IMAGES, message, since::see));
      List<Deployment> late =
          since.underWay(command.getIssuedAt()).stream()
              .takeWhile(one -> !one.getId().equals(begun.deployment()))
              .toList();
      if (late.isEmpty()) {
        return begun;
      }
      Intent.Begun all = begun.abortToo(late);
      once.commit(
          all.aborts().stream()
              .skip(begun.aborts().size())
              .map(abort -> LogMessages.of(log, Topics.COMMANDS, partition, abort))
              .toList(),
          command.getIssuedAt());
      return all;
    } catch (LogToolException e) {
      throw new LogToolException(
          "%s is said, but what came in meanwhile is not aborted: %s; 'ingot abort' what is ahead of it"
              .formatted(begun.deployment(), e.getMessage()),
          e);
    }
  }

  /**
   * How the deployment ended; empty when it has not within the time.
   *
   * @throws LogToolException when the log cannot be read
   */
  Optional<DeploymentFinished> awaitEnd(Intent.Begun begun, Duration patience) {
    OperatorCommand command = begun.command();
    int partition = log.partition(Topics.OUTCOMES.name(log.prefix()), command.getService(), within);
    long deadline = System.nanoTime() + patience.toNanos();
    List<DeploymentFinished> found = new ArrayList<>();
    while (true) {
      read(
          Topics.OUTCOMES,
          partition,
          command.getIssuedAt().minus(CLOCKS_DIFFER_BY),
          end -> {
            if (end.getDeployment().getId().equals(begun.deployment())) {
              found.add(end);
            }
          });
      if (!found.isEmpty() || System.nanoTime() - deadline > 0) {
        return found.stream().findFirst();
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogToolException("interrupted", e);
    }
  }

  private List<LogMessage> messages(Intent.Begun begun, int partition) {
    List<LogMessage> messages = new ArrayList<>();
    for (OperatorCommand abort : begun.aborts()) {
      messages.add(LogMessages.of(log, Topics.COMMANDS, partition, abort));
    }
    messages.add(LogMessages.of(log, Topics.COMMANDS, partition, begun.command()));
    messages.add(LogMessages.of(log, Topics.IMAGES, partition, begun.image()));
    return messages;
  }

  private <E extends SpecificRecord> void read(
      Topic<E> topic, int partition, Instant since, Consumer<E> sink) {
    log.read(
        List.of(topic.name(log.prefix())),
        one -> one == partition,
        since,
        within,
        message -> decode(topic, message, sink));
  }

  private <E extends SpecificRecord> void decode(
      Topic<E> topic, LogMessage message, Consumer<E> sink) {
    try {
      sink.accept(log.codecs().decode(message.topic(), topic.event(), message.value()));
    } catch (UndecodableEventException e) {
      // A dead letter, or will be one.
    }
  }
}
