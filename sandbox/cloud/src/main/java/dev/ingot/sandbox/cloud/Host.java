package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.machine.Confines;
import dev.ingot.sandbox.cloud.machine.ImageStore;
import dev.ingot.sandbox.cloud.machine.Machine;
import dev.ingot.sandbox.cloud.machine.MachineSpec;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Compute;
import dev.ingot.sandbox.cloud.model.Image;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.state.Saver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where instances run: copies images, boots and ends machines. Each such work has a virtual thread
 * of its own, and takes the account's lock only to say what came of it.
 */
final class Host implements Compute, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Host.class);
  private static final int COPIES_AT_A_TIME = 4;
  private static final int LAST_WORDS = 16 * 1024;

  private final Account account;
  private final ImageStore store;
  private final Path folder;
  private final Saver saver;
  private final Surroundings surroundings;
  private final Confines confines;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore copying = new Semaphore(COPIES_AT_A_TIME);

  /** Guarded by the account's lock: what boots after the end was not seen by the end. */
  private boolean closed;

  /**
   * @param confines what each instance may have; an image may hold as much as its disk
   */
  Host(
      Account account,
      ImageStore store,
      Path folder,
      Saver saver,
      Surroundings surroundings,
      Confines confines) {
    this.confines = confines;
    this.account = account;
    this.store = store;
    this.folder = folder;
    this.saver = saver;
    this.surroundings = surroundings;
  }

  @Override
  public void boot(Instance instance) {
    String digest = account.images().find(instance.spec().imageId()).map(Image::digest).orElse("");
    workers.execute(() -> bootFrom(digest, instance));
  }

  private void bootFrom(String digest, Instance instance) {
    Machine machine;
    try {
      Path root = folder.resolve(instance.id());
      copying.acquireUninterruptibly();
      try {
        store.copyTo(digest, root);
      } finally {
        copying.release();
      }
      machine =
          Machine.boot(
              new MachineSpec(
                  instance.id(),
                  root,
                  instance.spec().userData().map(Host::decode),
                  surroundings.of(instance),
                  confines));
    } catch (IOException | RuntimeException e) {
      log.warn("an instance did not boot: {}", instance.id(), e);
      account.alone(
          () -> instance.terminated("", "Server.InternalError: " + e.getMessage(), account.now()));
      return;
    }
    boolean wanted =
        account.alone(
            () -> {
              if (closed || instance.ending()) {
                return false;
              }
              instance.running(machine, account.now());
              return true;
            });
    if (wanted) {
      var unused = machine.broken().thenAcceptAsync(why -> fail(instance, why), workers);
    } else {
      delete(machine, instance);
    }
  }

  /** As when the hardware below it does: whoever has asked for it asks for another one. */
  private void fail(Instance instance, String why) {
    log.warn("an instance has failed: {}: {}", instance.id(), why);
    account.alone(() -> terminate(instance, "Server.InternalError: " + why));
  }

  private static String decode(String userData) {
    return new String(Base64.getMimeDecoder().decode(userData), StandardCharsets.UTF_8);
  }

  @Override
  public void stop(Instance instance, String reason) {
    instance.become(Instance.State.STOPPING, reason, account.now());
    Optional<Machine> machine = instance.machine();
    workers.execute(
        () -> {
          machine.ifPresent(Machine::stop);
          account.alone(
              () -> {
                if (instance.state() == Instance.State.STOPPING) {
                  instance.become(Instance.State.STOPPED, reason, account.now());
                }
              });
        });
  }

  @Override
  public void terminate(Instance instance, String reason) {
    if (instance.ending()) {
      return;
    }
    boolean booting = instance.state() == Instance.State.PENDING;
    instance.become(Instance.State.SHUTTING_DOWN, reason, account.now());
    if (!booting) {
      Optional<Machine> machine = instance.machine();
      workers.execute(() -> machine.ifPresent(running -> delete(running, instance)));
    }
  }

  private void delete(Machine machine, Instance instance) {
    String lastWords = "";
    try {
      machine.stop();
      lastWords = machine.consoleTail(LAST_WORDS);
      machine.delete();
    } catch (RuntimeException e) {
      log.warn("an instance's folder was not deleted: {}", instance.id(), e);
    }
    String console = lastWords;
    account.alone(() -> instance.terminated(console, instance.reason(), account.now()));
  }

  @Override
  public void capture(Image image, Instance instance) {
    Path root = folder.resolve(instance.id());
    workers.execute(
        () -> {
          try {
            String digest = store.add(root, confines.disk());
            account.alone(
                () -> {
                  if (account.images().find(image.id()).isPresent()) {
                    account.images().put(image.available(digest));
                    // Still under the lock: who is told that it is available finds it for good.
                    saver.saveIfPossible();
                  } else {
                    discard(image.available(digest));
                  }
                });
          } catch (IOException | RuntimeException e) {
            log.warn("an image was not made: {}", image.name(), e);
            account.alone(
                () -> {
                  if (account.images().find(image.id()).isPresent()) {
                    account.images().put(image.failed("Client.ImageCaptureFailed: " + e));
                  }
                });
          }
        });
  }

  @Override
  public void discard(Image image) {
    String digest = image.digest();
    if (digest.isEmpty() || account.images().uses(digest)) {
      return;
    }
    workers.execute(
        () -> {
          try {
            store.remove(digest);
          } catch (IOException e) {
            log.warn("an image's folder was not deleted: {}", digest, e);
          }
        });
  }

  /** Ends every machine, all at once; returns when none is left. */
  @Override
  public void close() {
    List<Machine> machines =
        account.alone(
            () -> {
              closed = true;
              return account.instances().all().stream()
                  .flatMap(instance -> instance.machine().stream())
                  .toList();
            });
    machines.forEach(machine -> workers.execute(machine::stop));
    workers.close();
  }
}
