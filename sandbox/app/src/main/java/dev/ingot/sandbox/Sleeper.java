package dev.ingot.sandbox;

/** A program that does nothing: what a JVM costs by itself. */
public final class Sleeper {
  private Sleeper() {}

  /** Sleeps until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    Thread.sleep(Long.MAX_VALUE);
  }
}
