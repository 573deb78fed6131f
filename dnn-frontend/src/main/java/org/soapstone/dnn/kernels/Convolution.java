package org.soapstone.dnn.kernels;

import java.io.Serializable;

/**
 * A convolution: its window, and which input channels an output channel sums over. Output channels
 * are in groups of neighbours, as are input channels; each group of outputs sees its own inputs.
 *
 * @param window the geometry
 * @param outChannels the output channels of a group, at least 1
 * @param inChannels the input channels of a group, at least 1
 * @param groups the number of groups, at least 1
 */
public record Convolution(Window window, long outChannels, long inChannels, long groups)
    implements Serializable {

  /** Checks the numbers. */
  public Convolution {
    if (outChannels < 1 || inChannels < 1 || groups < 1) {
      throw new IllegalArgumentException(
          "%d groups of %d outputs and %d inputs; all must be at least 1"
              .formatted(groups, outChannels, inChannels));
    }
  }

  /** {@return whether it is a plain convolution of one or two dimensions} */
  boolean isPlain() {
    return groups == 1 && window.dims() <= 2 && window.isDense();
  }
}
