package org.soapstone.mapper.soap;

/** A strategy that cannot be read, or does not fit a program and a machine. */
public final class StrategyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes what is wrong.
   *
   * @param message what, where, what was allowed, and the remedy
   */
  public StrategyException(String message) {
    super(message);
  }
}
