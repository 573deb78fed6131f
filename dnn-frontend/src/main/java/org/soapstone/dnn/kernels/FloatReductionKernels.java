package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Products of {@code FLOAT32} matrices by oneDNN, and sums with vectors; all else as the reference.
 */
interface FloatReductionKernels extends ReductionKernels {
  @Override
  default void matmul(
      FieldView left,
      FieldView right,
      FieldView product,
      boolean transposeLeft,
      boolean transposeRight) {
    if (OneDnnViews.multiplies(left, right, product)) {
      OneDnnViews.multiply(left, transposeLeft, right, transposeRight, product);
    } else {
      ReductionKernels.super.matmul(left, right, product, transposeLeft, transposeRight);
    }
  }

  @Override
  default void sumForward(int[] axes, double scale, FieldView input, FieldView output) {
    if (FloatReductions.takes(input, output)) {
      FloatReductions.sum(axes, scale, input, output);
    } else {
      ReductionKernels.super.sumForward(axes, scale, input, output);
    }
  }

  @Override
  default void sumBackward(
      int[] axes, double scale, FieldView outputGradient, FieldView inputGradient) {
    if (FloatReductions.takes(inputGradient, outputGradient)) {
      FloatReductions.sumBackward(axes, scale, outputGradient, inputGradient);
    } else {
      ReductionKernels.super.sumBackward(axes, scale, outputGradient, inputGradient);
    }
  }
}
