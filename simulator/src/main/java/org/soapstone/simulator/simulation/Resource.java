package org.soapstone.simulator.simulation;

import static java.util.Objects.requireNonNull;

/**
 * Something that a node holds, alone, for as long as it lasts.
 *
 * @param kind whether it is a processor or a link
 * @param id the number of the processor or link in its machine
 */
public record Resource(Kind kind, int id) {

  /** Checks that there is a kind. */
  public Resource {
    requireNonNull(kind, "kind");
  }

  /** What is held. */
  public enum Kind {
    /** A processor of the machine. */
    PROCESSOR,
    /** A link, one direction of a connection. */
    LINK
  }
}
