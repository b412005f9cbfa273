package dev.ingot.sandbox.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every {@link JvmProcess}: runs another one, and ends with the process that
 * started it, however that one ends. The system closes the pipe between the two.
 */
public final class Leash {
  /** What a shell says of a process that was killed. */
  private static final int KILLED = 137;

  private Leash() {}

  /** First the class to run, then its arguments. */
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(Leash::endWithParent, "leash");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said; only the end matters.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(KILLED);
  }
}
