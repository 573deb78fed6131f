package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Softmax and normalisations of {@code FLOAT32} rows with vectors; of all else, as the reference.
 */
interface FloatNormalizationKernels extends NormalizationKernels {
  @Override
  default void softmaxMax(FieldView input, FieldView max) {
    if (FloatSoftmax.takes(max, input) && Lanes.takes(max)) {
      FloatSoftmax.max(input, max);
    } else {
      NormalizationKernels.super.softmaxMax(input, max);
    }
  }

  @Override
  default void softmaxSum(FieldView input, FieldView max, FieldView sum) {
    if (FloatSoftmax.takes(sum, input) && Lanes.takes(max)) {
      FloatSoftmax.sum(input, max, sum);
    } else {
      NormalizationKernels.super.softmaxSum(input, max, sum);
    }
  }

  @Override
  default void softmaxForward(
      boolean log, FieldView input, FieldView max, FieldView sum, FieldView output) {
    if (FloatSoftmax.takes(sum, input, output) && Lanes.takes(max)) {
      FloatSoftmax.forward(log, input, max, sum, output);
    } else {
      NormalizationKernels.super.softmaxForward(log, input, max, sum, output);
    }
  }

  @Override
  default void softmaxBackwardSum(
      boolean log, FieldView output, FieldView outputGradient, FieldView sum) {
    if (FloatSoftmax.takes(sum, output, outputGradient)) {
      FloatSoftmax.backwardSum(log, output, outputGradient, sum);
    } else {
      NormalizationKernels.super.softmaxBackwardSum(log, output, outputGradient, sum);
    }
  }

  @Override
  default void softmaxBackward(
      boolean log,
      FieldView output,
      FieldView outputGradient,
      FieldView sum,
      FieldView inputGradient) {
    if (FloatSoftmax.takes(sum, output, outputGradient, inputGradient)) {
      FloatSoftmax.backward(log, output, outputGradient, sum, inputGradient);
    } else {
      NormalizationKernels.super.softmaxBackward(log, output, outputGradient, sum, inputGradient);
    }
  }

  @Override
  default void moments(Normalization norm, FieldView input, FieldView sum, FieldView squares) {
    if (FloatNormalization.takes(sum, sum, input)) {
      FloatNormalization.moments(input, sum, squares);
    } else {
      NormalizationKernels.super.moments(norm, input, sum, squares);
    }
  }

  @Override
  default void normalize(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView shift,
      FieldView output) {
    if (FloatNormalization.takes(sum, scale, input, output)) {
      FloatNormalization.forward(norm, input, sum, squares, scale, shift, output);
    } else {
      NormalizationKernels.super.normalize(norm, input, sum, squares, scale, shift, output);
    }
  }

  @Override
  default void normalizeBackwardSums(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView outputGradient,
      FieldView gradientSum,
      FieldView gradientProducts,
      FieldView scaleGradient,
      FieldView shiftGradient) {
    if (FloatNormalization.takes(sum, scale, input, outputGradient)) {
      FloatNormalization.backwardSums(
          norm,
          input,
          sum,
          squares,
          scale,
          outputGradient,
          gradientSum,
          gradientProducts,
          scaleGradient,
          shiftGradient);
    } else {
      NormalizationKernels.super.normalizeBackwardSums(
          norm,
          input,
          sum,
          squares,
          scale,
          outputGradient,
          gradientSum,
          gradientProducts,
          scaleGradient,
          shiftGradient);
    }
  }

  @Override
  default void normalizeBackward(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView outputGradient,
      FieldView gradientSum,
      FieldView gradientProducts,
      FieldView inputGradient) {
    if (FloatNormalization.takes(sum, scale, input, outputGradient, inputGradient)) {
      FloatNormalization.backward(
          norm,
          input,
          sum,
          squares,
          scale,
          outputGradient,
          gradientSum,
          gradientProducts,
          inputGradient);
    } else {
      NormalizationKernels.super.normalizeBackward(
          norm,
          input,
          sum,
          squares,
          scale,
          outputGradient,
          gradientSum,
          gradientProducts,
          inputGradient);
    }
  }
}
