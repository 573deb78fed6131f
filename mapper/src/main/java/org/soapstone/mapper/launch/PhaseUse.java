package org.soapstone.mapper.launch;

import java.util.List;

/**
 * What a launch has to do with phase barriers.
 *
 * @param waits no point starts before these phases are over
 * @param arrivals each point arrives once at each of these when it has run, whatever became of it
 * @param joined bodies, and what inner ones launch, may arrive at and wait for phases of these
 */
public record PhaseUse(List<Phase> waits, List<Phase> arrivals, List<PhaseBarrier> joined) {

  /** Nothing. */
  public static final PhaseUse NONE = new PhaseUse(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public PhaseUse {
    waits = List.copyOf(waits);
    arrivals = List.copyOf(arrivals);
    joined = List.copyOf(joined);
  }

  /** {@return whether it is nothing} */
  public boolean isNone() {
    return waits.isEmpty() && arrivals.isEmpty() && joined.isEmpty();
  }
}
