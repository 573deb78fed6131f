package org.soapstone.dnn.data;

/**
 * Data that cannot be used: names the file or folder, what was found there and what was expected.
 */
public final class DatasetException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes what is wrong.
   *
   * @param message one sentence: where, what was found, what is expected
   */
  public DatasetException(String message) {
    super(message);
  }

  /**
   * Describes what is wrong.
   *
   * @param message one sentence: where, what was found, what is expected
   * @param cause what was thrown on the way
   */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
