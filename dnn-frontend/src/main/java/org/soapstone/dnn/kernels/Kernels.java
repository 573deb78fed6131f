package org.soapstone.dnn.kernels;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.tasks.instances.FieldView;

/**
 * The computations that operators are made of, on tiles.
 *
 * <p>Activations have dimensions [sample, height, width, channel] or [sample, channel]; convolution
 * weights [outChannel, kernelHeight, kernelWidth, inChannel]; linear weights [outChannel,
 * inChannel]; biases [outChannel]. Every view's rect is absolute: it says which part of the whole
 * tensor it is. Views may be strided boxes of larger instances. Every output view is overwritten
 * entirely; backward kernels write this tile's contribution alone, and the runtime adds
 * contributions up. An output or input of no points is legal, and nothing is done for it.
 *
 * <p>Implementations are thread-safe: several workers call one object at once. The element type is
 * that of the views; labels are {@code INT32}.
 */
public interface Kernels
    extends ElementKernels,
        MovementKernels,
        ReductionKernels,
        NormalizationKernels,
        SequenceKernels {

  /** {@return the name people see: {@code onednn} or {@code reference}} */
  String name();

  /**
   * Whether a maximum or an average is pooled. An average divides by the number of window elements
   * inside the tensor (padding does not count).
   */
  enum Pooling {
    /** The greatest element; the first in row-major order among equals receives the gradient. */
    MAX,
    /** The mean of the elements inside the tensor. */
    AVERAGE
  }

  /**
   * output = window-wise product of input and weight, plus bias.
   *
   * @param window the geometry
   * @param input the rows and columns that the output tile needs, clamped to the tensor; some input
   *     channels
   * @param weight the output tile's channels
   * @param bias the output tile's channels; no points where there is none
   * @param output the output tile
   */
  void convolutionForward(
      Window window, FieldView input, FieldView weight, FieldView bias, FieldView output);

  /**
   * The gradient of the input from an output tile.
   *
   * @param window the geometry
   * @param outputGradient the output tile
   * @param weight the output tile's channels
   * @param inputGradient the rect that the output tile needs, clamped; written
   */
  void convolutionBackwardInput(
      Window window, FieldView outputGradient, FieldView weight, FieldView inputGradient);

  /**
   * The gradients of weight and bias from an output tile.
   *
   * @param window the geometry
   * @param input the rect that the output tile needs, clamped
   * @param outputGradient the output tile
   * @param weightGradient the output tile's channels; written
   * @param biasGradient the output tile's channels; written; no points where there is no bias
   */
  void convolutionBackwardWeight(
      Window window,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient);

  /**
   * Pools windows of each channel.
   *
   * @param pooling maximum or average
   * @param window the geometry
   * @param inputHeight rows of the whole input tensor
   * @param inputWidth columns of the whole input tensor
   * @param input the rect that the output tile needs, clamped
   * @param output the output tile
   */
  void poolForward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView output);

  /**
   * The gradient of a pooling's input from an output tile.
   *
   * @param pooling maximum or average
   * @param window the geometry
   * @param inputHeight rows of the whole input tensor
   * @param inputWidth columns of the whole input tensor
   * @param input the rect that the output tile needs, clamped
   * @param outputGradient the output tile
   * @param inputGradient the same rect as the input; written
   */
  void poolBackward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView outputGradient,
      FieldView inputGradient);

  /**
   * A convolution of any kind, as {@link #convolutionForward(Window, FieldView, FieldView,
   * FieldView, FieldView)} is of plain ones.
   *
   * @param convolution the geometry and the groups
   * @param input the positions that the output tile needs, clamped to the tensor, and the channels
   *     of its groups
   * @param weight the output tile's channels, some input channels of a group
   * @param bias the output tile's channels; no points where there is none
   * @param output the output tile
   */
  default void convolutionForward(
      Convolution convolution,
      FieldView input,
      FieldView weight,
      FieldView bias,
      FieldView output) {
    if (!convolution.isPlain()) {
      GeneralWindows.convolutionForward(convolution, input, weight, bias, output);
    } else if (convolution.window().dims() == 1) {
      convolutionForward(
          convolution.window().lifted(),
          Views.lifted(input),
          Views.lifted(weight),
          bias,
          Views.lifted(output));
    } else {
      convolutionForward(convolution.window(), input, weight, bias, output);
    }
  }

  /**
   * The gradient of the input of any convolution from an output tile.
   *
   * @param convolution the geometry and the groups
   * @param outputGradient the output tile
   * @param weight the output tile's channels, some input channels of a group
   * @param inputGradient what the output tile needs, clamped; written
   */
  default void convolutionBackwardInput(
      Convolution convolution,
      FieldView outputGradient,
      FieldView weight,
      FieldView inputGradient) {
    if (!convolution.isPlain()) {
      GeneralWindows.convolutionBackwardInput(convolution, outputGradient, weight, inputGradient);
    } else if (convolution.window().dims() == 1) {
      convolutionBackwardInput(
          convolution.window().lifted(),
          Views.lifted(outputGradient),
          Views.lifted(weight),
          Views.lifted(inputGradient));
    } else {
      convolutionBackwardInput(convolution.window(), outputGradient, weight, inputGradient);
    }
  }

  /**
   * The gradients of weight and bias of any convolution from an output tile.
   *
   * @param convolution the geometry and the groups
   * @param input what the output tile needs, clamped
   * @param outputGradient the output tile
   * @param weightGradient the output tile's channels, some input channels of a group; written
   * @param biasGradient the output tile's channels; written; no points where there is no bias
   */
  default void convolutionBackwardWeight(
      Convolution convolution,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    if (!convolution.isPlain()) {
      GeneralWindows.convolutionBackwardWeight(
          convolution, input, outputGradient, weightGradient, biasGradient);
    } else if (convolution.window().dims() == 1) {
      convolutionBackwardWeight(
          convolution.window().lifted(),
          Views.lifted(input),
          Views.lifted(outputGradient),
          Views.lifted(weightGradient),
          biasGradient);
    } else {
      convolutionBackwardWeight(
          convolution.window(), input, outputGradient, weightGradient, biasGradient);
    }
  }

  /**
   * Pools windows of each channel, in any number of dimensions.
   *
   * @param pool the geometry
   * @param input the rect that the output tile needs, clamped
   * @param output the output tile
   */
  default void poolForward(PoolGeometry pool, FieldView input, FieldView output) {
    ImmutableLongArray extents = pool.extents();
    if (!pool.isPlain()) {
      GeneralWindows.poolForward(pool, input, output);
    } else if (extents.length() == 1) {
      Window window = pool.window().lifted();
      FieldView lifted = Views.lifted(input);
      poolForward(pool.pooling(), window, 1, extents.get(0), lifted, Views.lifted(output));
    } else {
      poolForward(pool.pooling(), pool.window(), extents.get(0), extents.get(1), input, output);
    }
  }

  /**
   * The gradient of any pooling's input from an output tile.
   *
   * @param pool the geometry
   * @param input the rect that the output tile needs, clamped
   * @param outputGradient the output tile
   * @param inputGradient the same rect as the input; written
   */
  default void poolBackward(
      PoolGeometry pool, FieldView input, FieldView outputGradient, FieldView inputGradient) {
    ImmutableLongArray extents = pool.extents();
    boolean line = extents.length() == 1;
    if (!pool.isPlain()) {
      GeneralWindows.poolBackward(pool, input, outputGradient, inputGradient);
      return;
    }
    poolBackward(
        pool.pooling(),
        line ? pool.window().lifted() : pool.window(),
        line ? 1 : extents.get(0),
        extents.get(line ? 0 : 1),
        line ? Views.lifted(input) : input,
        line ? Views.lifted(outputGradient) : outputGradient,
        line ? Views.lifted(inputGradient) : inputGradient);
  }

  /**
   * output = input · weightᵀ + bias.
   *
   * @param input [sample, inChannel]
   * @param weight [outChannel, inChannel]
   * @param bias [outChannel]; no points where there is none
   * @param output [sample, outChannel]
   */
  void linearForward(FieldView input, FieldView weight, FieldView bias, FieldView output);

  /**
   * inputGradient = outputGradient · weight.
   *
   * @param outputGradient [sample, outChannel]
   * @param weight [outChannel, inChannel]
   * @param inputGradient [sample, inChannel]; written
   */
  void linearBackwardInput(FieldView outputGradient, FieldView weight, FieldView inputGradient);

  /**
   * weightGradient = outputGradientᵀ · input and biasGradient = column sums of outputGradient.
   *
   * @param input [sample, inChannel]
   * @param outputGradient [sample, outChannel]
   * @param weightGradient [outChannel, inChannel]; written
   * @param biasGradient [outChannel]; written; no points where there is no bias
   */
  void linearBackwardWeight(
      FieldView input, FieldView outputGradient, FieldView weightGradient, FieldView biasGradient);

  /**
   * Row-wise softmax and the cross-entropy of each sample.
   *
   * @param logits [sample, class], whole rows
   * @param labels [sample], INT32
   * @param probabilities [sample, class]; written
   * @param losses [sample]; written
   */
  void softmaxCrossEntropyForward(
      FieldView logits, FieldView labels, FieldView probabilities, FieldView losses);

  /**
   * logitGradient = (probabilities − one-hot of labels) · scale.
   *
   * @param probabilities [sample, class]
   * @param labels [sample], INT32
   * @param scale one over the global batch
   * @param logitGradient [sample, class]; written
   */
  void softmaxCrossEntropyBackward(
      FieldView probabilities, FieldView labels, double scale, FieldView logitGradient);

  /**
   * How far predictions are from target values, and what they say: for a cross-entropy the
   * probabilities, else themselves.
   *
   * @param measure how the distance is measured
   * @param predictions whole samples
   * @param targets the same rect
   * @param outputs the same rect; written
   * @param losses [sample]; written
   */
  default void denseLossForward(
      LossMeasure measure,
      FieldView predictions,
      FieldView targets,
      FieldView outputs,
      FieldView losses) {
    DenseLossReference.forward(measure, predictions, targets, outputs, losses);
  }

  /**
   * The gradient of the predictions, times a scale.
   *
   * @param measure how the distance is measured
   * @param outputs the forward result
   * @param targets the same rect
   * @param scale one over the global batch
   * @param predictionGradient the same rect; written
   */
  default void denseLossBackward(
      LossMeasure measure,
      FieldView outputs,
      FieldView targets,
      double scale,
      FieldView predictionGradient) {
    DenseLossReference.backward(measure, outputs, targets, scale, predictionGradient);
  }

  /**
   * output = sum of the inputs, added in order.
   *
   * @param inputs views of one rect
   * @param output the same rect
   */
  void add(List<FieldView> inputs, FieldView output);

  /**
   * Copies points from a view into another at moved coordinates: output point p takes input point p
   * − shift.
   *
   * @param input read where p − shift lies in its rect
   * @param shift added to input coordinates, one for each dimension
   * @param output written where p − shift lies in the input's rect; the rest is left alone
   */
  void copyShifted(FieldView input, long[] shift, FieldView output);

  /**
   * One step of an update rule, element by element.
   *
   * @param step the rule and its numbers
   * @param weight read and written
   * @param gradient the same rect
   * @param state what the rule keeps: as many views of the same rect as it says, in the order of
   *     {@link UpdateStep}; read and written
   */
  void update(UpdateStep step, FieldView weight, FieldView gradient, List<FieldView> state);

  /**
   * {@return the sum of the squares of all elements, in double precision; 0 of none}
   *
   * @param view any shape
   */
  default double squaredNorm(FieldView view) {
    return UpdateReference.squaredNorm(view);
  }
}
