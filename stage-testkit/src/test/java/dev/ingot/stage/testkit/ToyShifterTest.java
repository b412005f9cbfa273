package dev.ingot.stage.testkit;

/** A stage as it should be passes the contract. */
class ToyShifterTest extends ToyContract {
  ToyShifterTest() {
    super(ToyShifter::new);
  }
}
