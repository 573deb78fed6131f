package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Whether and how the points of a launch run, apart from their data.
 *
 * @param predicate whether a point runs; one that does not leaves all data untouched, as if it were
 *     not launched
 * @param otherwise the result of a point that does not run; empty for none
 * @param concurrent whether all points run at the same time, each on a processor of its own, so
 *     that they may wait for each other
 * @param phases which phases of barriers the points wait for and arrive at
 */
public record LaunchControl(
    LaunchPredicate predicate, Optional<Object> otherwise, boolean concurrent, PhaseUse phases) {

  /** Every point runs, whenever its processor is free. */
  public static final LaunchControl NONE =
      new LaunchControl(LaunchPredicate.always(), Optional.empty(), false);

  /**
   * Has nothing to do with phase barriers.
   *
   * @param predicate whether a point runs
   * @param otherwise the result of a point that does not run; empty for none
   * @param concurrent whether all points run at the same time
   */
  public LaunchControl(LaunchPredicate predicate, Optional<Object> otherwise, boolean concurrent) {
    this(predicate, otherwise, concurrent, PhaseUse.NONE);
  }

  /** Checks that nothing is null. */
  public LaunchControl {
    requireNonNull(predicate, "predicate");
    requireNonNull(otherwise, "otherwise");
    requireNonNull(phases, "phases");
  }

  /** {@return whether a point may not run} */
  public boolean isPredicated() {
    return !(predicate instanceof LaunchPredicate.Constant constant && constant.value());
  }
}
