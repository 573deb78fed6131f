package org.soapstone.regions;

/** What is known of a property: that it holds, that it does not, or nothing yet. */
public enum Ternary {
  /** The property holds. */
  YES,
  /** The property does not hold. */
  NO,
  /** It has not been decided. */
  UNKNOWN;

  /**
   * {@return {@link #YES} or {@link #NO}}
   *
   * @param value whether the property holds
   */
  public static Ternary of(boolean value) {
    return value ? YES : NO;
  }

  /** {@return whether the property is decided} */
  public boolean isKnown() {
    return this != UNKNOWN;
  }
}
