package org.soapstone.natives.onednn;

/** The element types that a {@link TensorDesc} can have. The compute kernels take {@link #F32}. */
public enum DataType {
  /** IEEE 754 single precision. */
  F32(3, 4),
  /** IEEE 754 half precision. */
  F16(1, 2),
  /** The upper half of single precision: 8 exponent bits, 7 mantissa bits. */
  BF16(2, 2);

  private final int code;
  private final int bytes;

  DataType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** {@return the size of one element in bytes} */
  public int bytes() {
    return bytes;
  }

  /** The value of {@code dnnl_data_type_t}. */
  int code() {
    return code;
  }
}
