package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Functions of single elements, element by element.
 *
 * <p>Every method has a reference implementation in plain Java, for FLOAT32 and FLOAT64; kernel
 * sets override those that they compute faster.
 */
public interface ElementKernels {

  /**
   * output = function(input).
   *
   * @param function what is computed
   * @param input the elements
   * @param output the result; written
   */
  default void unaryForward(UnaryFunction function, FieldView input, FieldView output) {
    ElementReference.unary(function, input, output);
  }

  /**
   * inputGradient = outputGradient · the function's derivative.
   *
   * @param function what is computed
   * @param kept the result or the argument, as the function says
   * @param outputGradient the output's gradient
   * @param inputGradient the input's gradient; written
   */
  default void unaryBackward(
      UnaryFunction function, FieldView kept, FieldView outputGradient, FieldView inputGradient) {
    ElementReference.unaryBackward(function, kept, outputGradient, inputGradient);
  }

  /**
   * output = function(first, second), where an operand of extent 1 in a dimension, or without a
   * leading dimension, stands for all of its indices.
   *
   * @param function what is computed
   * @param first the first operand
   * @param second the second operand
   * @param output the result; written
   */
  default void binaryForward(
      BinaryFunction function, FieldView first, FieldView second, FieldView output) {
    ElementReference.binary(function, first, second, output);
  }

  /**
   * The gradient of one operand: the output's times the derivative, summed where the operand stands
   * for several elements.
   *
   * @param function what is computed
   * @param byFirst whether by the first operand, or the second
   * @param first the first operand
   * @param second the second operand
   * @param outputGradient the output's gradient
   * @param gradient the operand's gradient; written
   */
  default void binaryBackward(
      BinaryFunction function,
      boolean byFirst,
      FieldView first,
      FieldView second,
      FieldView outputGradient,
      FieldView gradient) {
    ElementReference.binaryBackward(function, byFirst, first, second, outputGradient, gradient);
  }

  /**
   * Makes a share of the elements 0 and scales the others up, by random numbers that depend on the
   * key and on the place in the whole tensor alone. The same maps gradients back.
   *
   * @param shape the extents of the whole tensor
   * @param key the key of the random numbers
   * @param rate the share of elements that become 0, from 0 to less than 1
   * @param input the elements
   * @param output the result; written
   */
  default void dropout(long[] shape, long key, double rate, FieldView input, FieldView output) {
    ElementReference.dropout(shape, key, rate, input, output);
  }
}
