package org.soapstone.dnn.zoo;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.Block;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * Networks over time as Jia, Zaharia and Aiken unroll them (MLSys 2019, section 8): a layer is an
 * operator for each block of time steps, all with the same weights, so that a strategy may split
 * and place each of them in its own way.
 *
 * <p>A layer is a {@link Block}, and its operators are named after the blocks of steps, from 1.
 * What a list holds are the tensors [sample, step, ...] of those blocks, in order.
 */
final class Unrolled {
  /** As Zaremba, Sutskever and Vinyals (2014) begin. */
  private static final Initializer EMBEDDING = new Initializer.Uniform(-0.1, 0.1);

  private final Model model;
  private final ImmutableLongArray blocks;

  /**
   * Unrolls into a model.
   *
   * @param steps the time steps
   * @param blockSteps the steps of a block; the last may have fewer
   */
  Unrolled(Model model, long steps, long blockSteps) {
    this.model = model;
    ImmutableLongArray.Builder sizes = ImmutableLongArray.builder();
    for (long from = 0; from < steps; from += blockSteps) {
      sizes.add(Math.min(blockSteps, steps - from));
    }
    blocks = sizes.build();
  }

  /** {@return a tensor [sample, step] or [sample, step, ...], cut into the blocks} */
  List<Tensor> cut(String name, Tensor whole) {
    return blocks.length() == 1 ? List.of(whole) : model.split(name, whole, 1, blocks.toArray());
  }

  /** {@return blocks put behind one another again} */
  Tensor joined(String name, Block layer, List<Tensor> parts) {
    return parts.size() == 1 ? parts.getFirst() : layer.concat(name, 1, parts);
  }

  /** {@return the rows of a table at indices} */
  List<Tensor> embedding(
      Block block,
      String layer,
      String prefix,
      List<Tensor> tokens,
      long vocabulary,
      long channels) {
    return each(
        layer,
        prefix,
        tokens,
        (name, x) -> block.embedding(name, x, vocabulary, channels, EMBEDDING));
  }

  /** {@return a fully connected layer} */
  List<Tensor> linear(
      Block block, String layer, String prefix, List<Tensor> inputs, long channels, boolean bias) {
    return each(
        layer,
        prefix,
        inputs,
        (name, x) ->
            bias
                ? block.linear(name, x, channels, Initializer.LECUN_UNIFORM)
                : block.linearWithoutBias(name, x, channels, Initializer.LECUN_UNIFORM));
  }

  /**
   * {@return a long short-term memory over all blocks}
   *
   * @param states the states before the first step; empty: zeros
   */
  Recurrence lstm(
      Block block,
      String layer,
      String prefix,
      List<Tensor> inputs,
      long units,
      List<Tensor> states) {
    List<Tensor> carried = new ArrayList<>(states);
    List<Tensor> outputs =
        each(
            layer,
            prefix,
            inputs,
            (name, x) -> {
              Block.Sequence sequence = block.lstm(name, x, units, List.copyOf(carried));
              carried.clear();
              carried.addAll(sequence.states());
              return sequence.output();
            });
    return new Recurrence(outputs, List.copyOf(carried));
  }

  /**
   * Adds the losses: softmax and cross-entropy for each block, in the mean over all steps.
   *
   * @param labels [sample, step], cut into the blocks
   */
  void losses(Block block, String prefix, List<Tensor> logits, List<Tensor> labels) {
    double steps = blocks.stream().sum();
    for (int i = 0; i < logits.size(); i++) {
      block.softmaxCrossEntropy(
          prefix + (i + 1), logits.get(i), labels.get(i), blocks.get(i) / steps);
    }
  }

  /** One layer's operator of one block of steps. */
  private interface Step {
    Tensor add(String name, Tensor input);
  }

  private List<Tensor> each(String layer, String prefix, List<Tensor> inputs, Step step) {
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = prefix + (i + 1);
      outputs.add(step.add(name, inputs.get(i)));
      if (i > 0) {
        model.shareWeights(layer + "/" + name, layer + "/" + prefix + "1");
      }
    }
    return outputs;
  }

  /**
   * What a recurrent layer gives.
   *
   * @param outputs the hidden states of each block
   * @param states the states after the last step
   */
  record Recurrence(List<Tensor> outputs, List<Tensor> states) {}
}
