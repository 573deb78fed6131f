package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Products of matrices, and sums and maxima over dimensions.
 *
 * <p>Every method has a reference implementation in plain Java, for FLOAT32 and FLOAT64; kernel
 * sets override those that they compute faster.
 */
public interface ReductionKernels {

  /**
   * product = left · right for each index of the dimensions before the last two. A factor may be
   * given with its last two dimensions exchanged.
   *
   * @param left [..., row, inner]
   * @param right [..., inner, column]
   * @param product [..., row, column]; written
   * @param transposeLeft whether the left factor is [..., inner, row]
   * @param transposeRight whether the right factor is [..., column, inner]
   */
  default void matmul(
      FieldView left,
      FieldView right,
      FieldView product,
      boolean transposeLeft,
      boolean transposeRight) {
    MatrixReference.multiply(
        transposeLeft ? Views.transposed(left) : left,
        transposeRight ? Views.transposed(right) : right,
        product);
  }

  /**
   * output = scale · sum of the input over some dimensions, which the output lacks or has with
   * extent 1.
   *
   * @param axes the dimensions that are reduced
   * @param scale the factor of the sums
   * @param input the elements
   * @param output the result; written
   */
  default void sumForward(int[] axes, double scale, FieldView input, FieldView output) {
    ReductionReference.sum(axes, scale, input, output);
  }

  /**
   * inputGradient = scale · outputGradient for all elements that were summed.
   *
   * @param axes the dimensions that are reduced
   * @param scale the factor of the sums
   * @param outputGradient the output's gradient
   * @param inputGradient the input's gradient; written
   */
  default void sumBackward(
      int[] axes, double scale, FieldView outputGradient, FieldView inputGradient) {
    ReductionReference.sumBackward(axes, scale, outputGradient, inputGradient);
  }

  /**
   * output = the greatest of the input over some dimensions.
   *
   * @param axes the dimensions that are reduced
   * @param input the elements
   * @param output the result; written
   */
  default void maxForward(int[] axes, FieldView input, FieldView output) {
    ReductionReference.max(axes, input, output);
  }

  /**
   * How many elements of each group are the greatest.
   *
   * @param axes the dimensions that are reduced
   * @param input the elements
   * @param output the greatest elements
   * @param count written
   */
  default void countGreatest(int[] axes, FieldView input, FieldView output, FieldView count) {
    ReductionReference.countGreatest(axes, input, output, count);
  }

  /**
   * The greatest elements share the gradient of the output; others have 0.
   *
   * @param axes the dimensions that are reduced
   * @param input the elements
   * @param output the greatest elements
   * @param count how many elements of each group are the greatest
   * @param outputGradient the output's gradient
   * @param inputGradient the input's gradient; written
   */
  default void maxBackward(
      int[] axes,
      FieldView input,
      FieldView output,
      FieldView count,
      FieldView outputGradient,
      FieldView inputGradient) {
    ReductionReference.maxBackward(axes, input, output, count, outputGradient, inputGradient);
  }
}
