package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

/**
 * A barrier of phases that come one after the other, each of which is over when so many have
 * arrived at it, and the phase before is over. Unlike the barrier of one concurrent launch it is
 * for tasks of any launches, in any order, and arriving does not wait.
 *
 * <p>Only a name: made by a runtime, passed to launches, and to bodies in arguments.
 *
 * @param id a number that no other barrier of the runtime has
 * @param name what messages call it
 * @param arrivals how many arrivals end a phase, at least 1
 */
public record PhaseBarrier(long id, String name, int arrivals) {

  /** Checks the number of arrivals. */
  public PhaseBarrier {
    requireNonNull(name, "name");
    if (arrivals < 1) {
      throw new IllegalArgumentException(
          "phase barrier '%s': %d arrivals end no phase; give it at least 1"
              .formatted(name, arrivals));
    }
  }

  /**
   * {@return a phase}
   *
   * @param generation its number, from 0
   */
  public Phase phase(long generation) {
    return new Phase(this, generation);
  }

  /** {@return the first phase} */
  public Phase first() {
    return phase(0);
  }
}
