package org.soapstone.natives.onednn;

/**
 * Thrown when oneDNN refuses an operation or is not there; the message says which operation, on
 * what, and why.
 */
public final class OneDnnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OneDnnException(String message) {
    super(message);
  }
}
