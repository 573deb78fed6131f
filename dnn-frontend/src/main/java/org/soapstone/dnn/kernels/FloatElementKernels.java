package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Functions of {@code FLOAT32} elements, of one tensor by oneDNN, of two with vectors; of all else,
 * as the reference.
 */
interface FloatElementKernels extends ElementKernels {
  @Override
  default void unaryForward(UnaryFunction function, FieldView input, FieldView output) {
    OneDnnViews.requireFloat32(output);
    if (FloatElements.takes(function, output)) {
      FloatElements.unary(function, input, output);
    } else {
      ElementKernels.super.unaryForward(function, input, output);
    }
  }

  @Override
  default void unaryBackward(
      UnaryFunction function, FieldView kept, FieldView outputGradient, FieldView inputGradient) {
    OneDnnViews.requireFloat32(inputGradient);
    if (FloatElements.takesBackward(function, inputGradient)) {
      FloatElements.unaryBackward(function, kept, outputGradient, inputGradient);
    } else {
      ElementKernels.super.unaryBackward(function, kept, outputGradient, inputGradient);
    }
  }

  @Override
  default void binaryForward(
      BinaryFunction function, FieldView first, FieldView second, FieldView output) {
    if (FloatBinary.takes(function, first, second, output)) {
      FloatBinary.forward(function, first, second, output);
    } else {
      ElementKernels.super.binaryForward(function, first, second, output);
    }
  }

  @Override
  default void binaryBackward(
      BinaryFunction function,
      boolean byFirst,
      FieldView first,
      FieldView second,
      FieldView outputGradient,
      FieldView gradient) {
    if (FloatBinary.takes(function, first, second, outputGradient, gradient)) {
      FloatBinary.backward(function, byFirst, first, second, outputGradient, gradient);
    } else {
      ElementKernels.super.binaryBackward(
          function, byFirst, first, second, outputGradient, gradient);
    }
  }

  @Override
  default void dropout(long[] shape, long key, double rate, FieldView input, FieldView output) {
    if (Lanes.takes(input, output)) {
      FloatElements.dropout(shape, key, rate, input, output);
    } else {
      ElementKernels.super.dropout(shape, key, rate, input, output);
    }
  }
}
