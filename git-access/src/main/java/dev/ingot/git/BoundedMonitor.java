package dev.ingot.git;

import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.jspecify.annotations.Nullable;

/** Ends a fetch of too many objects, beside whatever else ends it. */
final class BoundedMonitor implements ProgressMonitor {
  private final ProgressMonitor inner;
  private final int most;
  private volatile boolean over;

  BoundedMonitor(ProgressMonitor inner, int most) {
    this.inner = inner;
    this.most = most;
  }

  /** Why it was ended here. */
  @Nullable RepositoryRefusedException refusal() {
    return over
        ? new RepositoryRefusedException(
            "the repository sends more than %,d objects; raise ingot.git.fetch.objects if it may"
                .formatted(most))
        : null;
  }

  @Override
  public void start(int tasks) {
    inner.start(tasks);
  }

  @Override
  public void beginTask(String title, int work) {
    // The pack's head says how many objects come; a lie ends the pack. Other tasks, some of them
    // the other side's, count other things.
    if (work > most && title.equals(JGitText.get().receivingObjects)) {
      over = true;
    }
    inner.beginTask(title, work);
  }

  @Override
  public void update(int completed) {
    inner.update(completed);
  }

  @Override
  public void endTask() {
    inner.endTask();
  }

  @Override
  public boolean isCancelled() {
    return over || inner.isCancelled();
  }

  @Override
  public void showDuration(boolean enabled) {
    inner.showDuration(enabled);
  }
}
