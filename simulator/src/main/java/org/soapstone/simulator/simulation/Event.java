package org.soapstone.simulator.simulation;

/**
 * Events of a delta simulation, packed into an {@code int}: what happens, and to which node or
 * resource.
 */
final class Event {
  /** A node that was started ends. */
  static final int END = 0;

  /** A node that waits ended now in the kept run. */
  static final int ALARM = 1;

  /** A node may become ready, or may fail to become ready as in the kept run. */
  static final int EVALUATION = 2;

  /** A node that was removed became ready now in the kept run. */
  static final int REMOVED = 3;

  /** Nodes became ready at a dirty resource in the kept run. */
  static final int ARRIVALS = 4;

  private static final int KIND_BITS = 3;

  private Event() {}

  static int of(int kind, int subject) {
    return subject << KIND_BITS | kind;
  }

  static int kind(int event) {
    return event & ((1 << KIND_BITS) - 1);
  }

  static int subject(int event) {
    return event >>> KIND_BITS;
  }
}
