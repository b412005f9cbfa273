package dev.ingot.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Git without the habits of whoever's account this runs in: a {@code ~/.gitconfig} could turn
 * addresses into others, name a proxy, a cookie file or a header, or switch TLS's checks off.
 */
final class IsolatedSystem extends SystemReader.Delegate {
  private IsolatedSystem(SystemReader reader) {
    super(reader);
  }

  /** From now on, for this whole JVM. */
  static synchronized void set() {
    SystemReader now = SystemReader.getInstance();
    if (!(now instanceof IsolatedSystem)) {
      SystemReader.setInstance(new IsolatedSystem(now));
    }
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  private static final class Nothing extends FileBasedConfig {
    private Nothing(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // There is nothing.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public void save() {
      // JGit would note how exact the disk's times are; there is no file of ours to note it in.
    }
  }
}
