package org.soapstone.natives.onednn;

/** How a pooling window becomes one value. */
public enum PoolingMode {
  /** The largest element of the window; padding is never the largest. */
  MAX(511),
  /** The sum over the window divided by the window's full area, padding counting as zeros. */
  AVERAGE_INCLUDING_PADDING(767),
  /** The sum over the window divided by the number of elements that lie in the source. */
  AVERAGE_EXCLUDING_PADDING(1023);

  private final int algorithm;

  PoolingMode(int algorithm) {
    this.algorithm = algorithm;
  }

  /** The value of {@code dnnl_alg_kind_t}. */
  int algorithm() {
    return algorithm;
  }
}
