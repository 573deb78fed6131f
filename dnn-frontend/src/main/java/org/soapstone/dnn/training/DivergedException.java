package org.soapstone.dnn.training;

/** A loss that is no number: the training has left the range of its element type. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes where it happened.
   *
   * @param message the step, the operator and the remedy
   */
  public DivergedException(String message) {
    super(message);
  }
}
