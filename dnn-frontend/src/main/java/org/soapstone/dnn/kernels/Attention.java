package org.soapstone.dnn.kernels;

import java.io.Serializable;

/**
 * How scores of attention are made.
 *
 * @param scale the factor of a query's and a key's product, finite
 * @param causal whether a query sees only the keys at its own position and before
 */
public record Attention(double scale, boolean causal) implements Serializable {

  /** Checks the range. */
  public Attention {
    if (!Double.isFinite(scale)) {
      throw new IllegalArgumentException("attention: scale " + scale + "; it must be finite");
    }
  }
}
