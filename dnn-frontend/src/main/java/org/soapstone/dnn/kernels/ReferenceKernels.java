package org.soapstone.dnn.kernels;

import java.util.List;
import org.soapstone.tasks.instances.FieldView;

/**
 * The kernels in plain Java, for {@code FLOAT32} and {@code FLOAT64}: what other kernel sets are
 * checked against.
 *
 * <p>Everything is computed in double precision; a {@code FLOAT32} result is rounded once, when it
 * is stored. An element's terms are added in an order that does not depend on the tile it is
 * computed in, so splitting an operator does not change its outputs by a bit; only gradients that
 * several tiles contribute to change, by rounding. Each thread keeps scratch memory of the size of
 * its largest tiles.
 */
public final class ReferenceKernels implements Kernels {
  /** The name of this kernel set. */
  public static final String NAME = "reference";

  /** Makes kernels; they have no state of their own. */
  public ReferenceKernels() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void convolutionForward(
      Window window, FieldView input, FieldView weight, FieldView bias, FieldView output) {
    ConvolutionReference.forward(window, input, weight, bias, output);
  }

  @Override
  public void convolutionBackwardInput(
      Window window, FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    ConvolutionReference.backwardInput(window, outputGradient, weight, inputGradient);
  }

  @Override
  public void convolutionBackwardWeight(
      Window window,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    ConvolutionReference.backwardWeight(
        window, input, outputGradient, weightGradient, biasGradient);
  }

  @Override
  public void poolForward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView output) {
    PoolingReference.forward(pooling, window, inputHeight, inputWidth, input, output);
  }

  @Override
  public void poolBackward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView outputGradient,
      FieldView inputGradient) {
    PoolingReference.backward(
        pooling, window, inputHeight, inputWidth, input, outputGradient, inputGradient);
  }

  @Override
  public void linearForward(FieldView input, FieldView weight, FieldView bias, FieldView output) {
    LinearReference.forward(input, weight, bias, output);
  }

  @Override
  public void linearBackwardInput(
      FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    LinearReference.backwardInput(outputGradient, weight, inputGradient);
  }

  @Override
  public void linearBackwardWeight(
      FieldView input, FieldView outputGradient, FieldView weightGradient, FieldView biasGradient) {
    LinearReference.backwardWeight(input, outputGradient, weightGradient, biasGradient);
  }

  @Override
  public void softmaxCrossEntropyForward(
      FieldView logits, FieldView labels, FieldView probabilities, FieldView losses) {
    SoftmaxCrossEntropy.forward(logits, labels, probabilities, losses);
  }

  @Override
  public void softmaxCrossEntropyBackward(
      FieldView probabilities, FieldView labels, double scale, FieldView logitGradient) {
    SoftmaxCrossEntropy.backward(probabilities, labels, scale, logitGradient);
  }

  @Override
  public void add(List<FieldView> inputs, FieldView output) {
    ElementwiseReference.add(inputs, output);
  }

  @Override
  public void copyShifted(FieldView input, long[] shift, FieldView output) {
    Copies.shifted(input, shift, output);
  }

  @Override
  public void update(UpdateStep step, FieldView weight, FieldView gradient, List<FieldView> state) {
    UpdateReference.update(step, weight, gradient, state);
  }
}
