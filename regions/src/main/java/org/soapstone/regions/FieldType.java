package org.soapstone.regions;

/** The type of the values of a field, with its size in memory. */
public enum FieldType {
  /** IEEE 754 single precision. */
  FLOAT32(4),
  /** IEEE 754 double precision. */
  FLOAT64(8),
  /** A signed 32-bit integer. */
  INT32(4),
  /** A signed 64-bit integer. */
  INT64(8),
  /** An unsigned byte, for raw data such as images. */
  UINT8(1);

  private final int bytes;

  FieldType(int bytes) {
    this.bytes = bytes;
  }

  /** {@return the size of one value} */
  public int bytes() {
    return bytes;
  }
}
