package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

/**
 * One phase of a barrier.
 *
 * @param barrier the barrier
 * @param generation how many phases come before it, from 0
 */
public record Phase(PhaseBarrier barrier, long generation) {

  /** Checks the generation. */
  public Phase {
    requireNonNull(barrier, "barrier");
    if (generation < 0) {
      throw new IllegalArgumentException(
          "phase %d of barrier '%s': phases are numbered from 0"
              .formatted(generation, barrier.name()));
    }
  }

  /** {@return the phase after this one} */
  public Phase next() {
    return barrier.phase(generation + 1);
  }

  /** {@return the words by which messages name it} */
  @Override
  public String toString() {
    return "phase %d of barrier '%s'".formatted(generation, barrier.name());
  }
}
