package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The live fleet as it was before it lost its traffic, set beside a candidate that has it all. */
public final class Before {
  private Before() {}

  /**
   * Gives each of the candidate's ticks one of the live fleet's from before the shift, the latest
   * first, each once: used twice, what is known of it would no longer be chance. When they run out,
   * nothing more is compared.
   *
   * @param ticks of the step, oldest first
   * @param before what the live fleet did, oldest first, one per tick of the same length
   */
  public static List<Tick> beside(List<Tick> ticks, List<Arm> before) {
    List<Tick> both = new ArrayList<>();
    int left = before.size();
    for (Tick tick : ticks) {
      if (left > 0 && tick.candidate().isPresent()) {
        Arm known = before.get(--left);
        // It is of another time, which says nothing about whose clock is wrong.
        Arm live =
            new Arm(known.sample(), tick.candidate().get().at(), known.instances(), known.size());
        both.add(new Tick(tick.start(), tick.candidate(), Optional.of(live)));
      } else {
        both.add(new Tick(tick.start(), tick.candidate(), Optional.empty()));
      }
    }
    return List.copyOf(both);
  }
}
