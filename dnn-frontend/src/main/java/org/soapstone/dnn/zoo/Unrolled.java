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

  private static final Initializer START = Initializer.LECUN_UNIFORM;

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

  /**
   * {@return a new layer}
   *
   * @param name its block's
   */
  Layer layer(String name) {
    return new Layer(model.block(name), name);
  }

  /** {@return a tensor [sample, step] or [sample, step, ...], cut into the blocks} */
  List<Tensor> cut(String name, Tensor whole) {
    return blocks.length() == 1 ? List.of(whole) : model.split(name, whole, 1, blocks.toArray());
  }

  /** A layer: its operators of all blocks of steps, and what it needs besides. */
  final class Layer {
    private final Block block;
    private final String name;

    private Layer(Block block, String name) {
      this.block = block;
      this.name = name;
    }

    /** {@return where other operators of the layer are added} */
    Block block() {
      return block;
    }

    /** {@return blocks of steps put behind one another again} */
    Tensor joined(String operator, List<Tensor> parts) {
      return parts.size() == 1 ? parts.getFirst() : block.concat(operator, 1, parts);
    }

    /** {@return the rows of a table at indices} */
    List<Tensor> embedding(String prefix, List<Tensor> tokens, long vocabulary, long channels) {
      return each(
          prefix,
          tokens,
          (operator, x) -> block.embedding(operator, x, vocabulary, channels, EMBEDDING));
    }

    /** {@return a fully connected layer with bias} */
    List<Tensor> linear(String prefix, List<Tensor> inputs, long channels) {
      return each(prefix, inputs, (operator, x) -> block.linear(operator, x, channels, START));
    }

    /** {@return a fully connected layer without bias} */
    List<Tensor> linearWithoutBias(String prefix, List<Tensor> inputs, long channels) {
      return each(
          prefix, inputs, (operator, x) -> block.linearWithoutBias(operator, x, channels, START));
    }

    /**
     * {@return a long short-term memory over all blocks of steps}
     *
     * @param states the states before the first step; empty: zeros
     */
    Recurrence lstm(String prefix, List<Tensor> inputs, long units, List<Tensor> states) {
      List<Tensor> carried = new ArrayList<>(states);
      List<Tensor> outputs =
          each(
              prefix,
              inputs,
              (operator, x) -> {
                Block.Sequence sequence = block.lstm(operator, x, units, List.copyOf(carried));
                carried.clear();
                carried.addAll(sequence.states());
                return sequence.output();
              });
      return new Recurrence(outputs, List.copyOf(carried));
    }

    /** {@return inputs, some elements of which are dropped if there is a rate} */
    List<Tensor> dropped(List<Tensor> inputs, double rate) {
      List<Tensor> outputs = new ArrayList<>();
      for (Tensor input : inputs) {
        int number = outputs.size() + 1;
        outputs.add(rate > 0 ? block.dropout("dropout" + number, input, rate) : input);
      }
      return outputs;
    }

    /**
     * Adds the losses: softmax and cross-entropy for each block of steps, in the mean over all.
     *
     * @param labels [sample, step], cut into the blocks
     */
    void losses(String prefix, List<Tensor> logits, List<Tensor> labels) {
      double steps = blocks.stream().sum();
      for (int i = 0; i < logits.size(); i++) {
        block.softmaxCrossEntropy(
            prefix + (i + 1), logits.get(i), labels.get(i), blocks.get(i) / steps);
      }
    }

    private List<Tensor> each(String prefix, List<Tensor> inputs, Step step) {
      List<Tensor> outputs = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        String operator = prefix + (i + 1);
        outputs.add(step.add(operator, inputs.get(i)));
        if (i > 0) {
          model.shareWeights(name + "/" + operator, name + "/" + prefix + "1");
        }
      }
      return outputs;
    }
  }

  /** One layer's operator of one block of steps. */
  private interface Step {
    Tensor add(String operator, Tensor input);
  }

  /**
   * What a recurrent layer gives.
   *
   * @param outputs the hidden states of each block
   * @param states the states after the last step
   */
  record Recurrence(List<Tensor> outputs, List<Tensor> states) {}
}
