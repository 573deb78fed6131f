package org.soapstone.simulator.search;

/** None of the strategies that a search was to start from fits the machine's memories. */
public final class NoPlanFitsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes what does not fit.
   *
   * @param message names the memory, what it holds, what the plan needs, and the remedy
   */
  public NoPlanFitsException(String message) {
    super(message);
  }
}
