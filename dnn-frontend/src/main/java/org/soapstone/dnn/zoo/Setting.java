package org.soapstone.dnn.zoo;

import static java.util.Objects.requireNonNull;

/**
 * A number that a model may be built with, such as its hidden units.
 *
 * @param name short, as {@code MODEL:name=value} says it
 * @param value what it is unless told
 * @param least the least it may be
 * @param most the most it may be
 * @param meaning what it is, in a few words
 */
public record Setting(String name, long value, long least, long most, String meaning) {

  /** Checks that the value is allowed. */
  public Setting {
    requireNonNull(name, "name");
    requireNonNull(meaning, "meaning");
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "'%s' is %d; it must be from %d to %d".formatted(name, value, least, most));
    }
  }

  /**
   * {@return a setting that is at least 1}
   *
   * @param name short
   * @param value what it is unless told
   * @param meaning what it is, in a few words
   */
  public static Setting of(String name, long value, String meaning) {
    return new Setting(name, value, 1, 1L << 30, meaning);
  }

  /**
   * {@return the setting with another value}
   *
   * @param other the value
   * @throws IllegalArgumentException if it is out of range
   */
  Setting with(long other) {
    return new Setting(name, other, least, most, meaning);
  }
}
