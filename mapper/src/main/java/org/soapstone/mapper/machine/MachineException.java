package org.soapstone.mapper.machine;

/**
 * A machine description that cannot be used: one sentence says what, where, and what was allowed.
 */
public final class MachineException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes what is wrong.
   *
   * @param message one sentence
   */
  public MachineException(String message) {
    super(message);
  }
}
