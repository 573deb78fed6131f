package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Softmax and normalisations, in steps: statistics that tiles contribute to, then what follows from
 * them. Statistics have the dimensions of the input, with fewer indices; sums are FLOAT64.
 *
 * <p>Every method has a reference implementation in plain Java, for FLOAT32 and FLOAT64; kernel
 * sets override those that they compute faster.
 */
public interface NormalizationKernels {

  /**
   * The greatest element along the dimension in which the statistic has extent 1.
   *
   * @param input the elements
   * @param max written
   */
  default void softmaxMax(FieldView input, FieldView max) {
    SoftmaxReference.max(input, max);
  }

  /**
   * The sum of exponentials less the greatest.
   *
   * @param input the elements
   * @param max the greatest elements
   * @param sum written
   */
  default void softmaxSum(FieldView input, FieldView max, FieldView sum) {
    SoftmaxReference.sum(input, max, sum);
  }

  /**
   * output = e^(input − max) / sum, or its logarithm.
   *
   * @param log whether of log-softmax
   * @param input the elements
   * @param max the greatest elements
   * @param sum the sums
   * @param output the result; written
   */
  default void softmaxForward(
      boolean log, FieldView input, FieldView max, FieldView sum, FieldView output) {
    SoftmaxReference.forward(log, input, max, sum, output);
  }

  /**
   * The sum of gradients, each times its output if of softmax.
   *
   * @param log whether of log-softmax
   * @param output the forward result
   * @param outputGradient the output's gradient
   * @param sum written
   */
  default void softmaxBackwardSum(
      boolean log, FieldView output, FieldView outputGradient, FieldView sum) {
    SoftmaxReference.backwardSum(log, output, outputGradient, sum);
  }

  /**
   * inputGradient = output · (outputGradient − sum), or outputGradient − e^output · sum of
   * log-softmax.
   *
   * @param log whether of log-softmax
   * @param output the forward result
   * @param outputGradient the output's gradient
   * @param sum of {@link #softmaxBackwardSum}
   * @param inputGradient the input's gradient; written
   */
  default void softmaxBackward(
      boolean log,
      FieldView output,
      FieldView outputGradient,
      FieldView sum,
      FieldView inputGradient) {
    SoftmaxReference.backward(log, output, outputGradient, sum, inputGradient);
  }

  /**
   * The sums of elements and of their squares.
   *
   * @param norm which elements share statistics
   * @param input the elements
   * @param sum written
   * @param squares written
   */
  default void moments(Normalization norm, FieldView input, FieldView sum, FieldView squares) {
    NormalizationReference.moments(norm, input, sum, squares);
  }

  /**
   * output = (input − mean) / √(variance + epsilon) · scale + shift.
   *
   * @param norm which elements share statistics
   * @param input the elements
   * @param sum the sums
   * @param squares the sums of squares
   * @param scale the factors, with the last dimensions of the input
   * @param shift what is added, like the factors; no points where nothing is
   * @param output the result; written
   */
  default void normalize(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView shift,
      FieldView output) {
    NormalizationReference.forward(norm, input, sum, squares, scale, shift, output);
  }

  /**
   * The sums that gradients need: of scaled gradients, and of these times the normalised elements;
   * and the gradients of factors and shifts.
   *
   * @param norm which elements share statistics
   * @param input the elements
   * @param sum the sums
   * @param squares the sums of squares
   * @param scale the factors, with the last dimensions of the input
   * @param outputGradient the output's gradient
   * @param gradientSum written
   * @param gradientProducts written
   * @param scaleGradient written
   * @param shiftGradient written; no points where there is no shift
   */
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
    NormalizationReference.backwardSums(
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

  /**
   * The input's gradient.
   *
   * @param norm which elements share statistics
   * @param input the elements
   * @param sum the sums
   * @param squares the sums of squares
   * @param scale the factors, with the last dimensions of the input
   * @param outputGradient the output's gradient
   * @param gradientSum of {@link #normalizeBackwardSums}
   * @param gradientProducts of {@link #normalizeBackwardSums}
   * @param inputGradient the input's gradient; written
   */
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
    NormalizationReference.backward(
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

  /**
   * Moves running means and variances towards a batch's; the variance without bias.
   *
   * @param norm which elements share statistics
   * @param momentum the batch's share, from 0 to 1
   * @param sum the sums
   * @param squares the sums of squares
   * @param mean the running mean; read and written
   * @param variance the running variance; read and written
   */
  default void runningMoments(
      Normalization norm,
      double momentum,
      FieldView sum,
      FieldView squares,
      FieldView mean,
      FieldView variance) {
    NormalizationReference.running(norm, momentum, sum, squares, mean, variance);
  }

  /**
   * output = (input − mean) / √(variance + epsilon) · scale + shift, each of the last dimension.
   *
   * @param epsilon greater than 0
   * @param input the elements
   * @param mean [channel]
   * @param variance [channel]
   * @param scale [channel]
   * @param shift [channel]
   * @param output the result; written
   */
  default void normalizeRunning(
      double epsilon,
      FieldView input,
      FieldView mean,
      FieldView variance,
      FieldView scale,
      FieldView shift,
      FieldView output) {
    NormalizationReference.evaluate(epsilon, input, mean, variance, scale, shift, output);
  }
}
