package org.soapstone.mapper.launch;

import org.soapstone.regions.FieldType;

/**
 * The value of a fill, by its bits, so that −0.0, the identity of a sum, is not confused with 0.0.
 *
 * @param type the type of the filled fields
 * @param bits the element's bits, in the low-order end
 */
public record FillValue(FieldType type, long bits) {

  /**
   * {@return a {@code float} value}
   *
   * @param value the value
   */
  public static FillValue of(float value) {
    return new FillValue(FieldType.FLOAT32, Float.floatToRawIntBits(value) & 0xffff_ffffL);
  }

  /**
   * {@return a {@code double} value}
   *
   * @param value the value
   */
  public static FillValue of(double value) {
    return new FillValue(FieldType.FLOAT64, Double.doubleToRawLongBits(value));
  }

  /**
   * {@return an {@code int} value}
   *
   * @param value the value
   */
  public static FillValue of(int value) {
    return new FillValue(FieldType.INT32, value & 0xffff_ffffL);
  }

  /**
   * {@return a {@code long} value}
   *
   * @param value the value
   */
  public static FillValue of(long value) {
    return new FillValue(FieldType.INT64, value);
  }
}
