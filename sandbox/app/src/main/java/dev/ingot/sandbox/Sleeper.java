package dev.ingot.sandbox;

/** A program that does nothing: what a JVM costs by itself. */
public final class Sleeper {
  private Sleeper() {}

  /** Says so, then sleeps until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println("asleep");
    Thread.sleep(Long.MAX_VALUE);
  }
}
