package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Attention, and steps of recurrent layers.
 *
 * <p>Every method has a reference implementation in plain Java, for FLOAT32 and FLOAT64; kernel
 * sets override those that they compute faster.
 */
public interface SequenceKernels {

  /**
   * Each query's greatest score; −∞ if it sees none of the keys.
   *
   * @param attention how scores are made
   * @param query [sample, query, head, depth]
   * @param key [sample, key, head, depth]
   * @param max written
   */
  default void attentionMax(Attention attention, FieldView query, FieldView key, FieldView max) {
    AttentionReference.max(attention, query, key, max);
  }

  /**
   * Each query's sum of e^(score − max), and the sum of values times that.
   *
   * @param attention how scores are made
   * @param query [sample, query, head, depth]
   * @param key [sample, key, head, depth]
   * @param value [sample, key, head, value depth]
   * @param max [sample, query, head]
   * @param sum written
   * @param weighted written
   */
  default void attentionWeigh(
      Attention attention,
      FieldView query,
      FieldView key,
      FieldView value,
      FieldView max,
      FieldView sum,
      FieldView weighted) {
    AttentionReference.weigh(attention, query, key, value, max, sum, weighted);
  }

  /**
   * output = weighted / sum.
   *
   * @param weighted [sample, query, head, value depth]
   * @param sum [sample, query, head]
   * @param output the result; written
   */
  default void attentionQuotient(FieldView weighted, FieldView sum, FieldView output) {
    AttentionReference.quotient(weighted, sum, output);
  }

  /**
   * Each query's product of output and its gradient.
   *
   * @param output the forward result
   * @param outputGradient the output's gradient
   * @param products written
   */
  default void attentionProducts(FieldView output, FieldView outputGradient, FieldView products) {
    AttentionReference.backwardProducts(output, outputGradient, products);
  }

  /**
   * What a tile of queries and keys contributes to the gradients.
   *
   * @param attention how scores are made
   * @param query [sample, query, head, depth]
   * @param key [sample, key, head, depth]
   * @param value [sample, key, head, value depth]
   * @param max [sample, query, head]
   * @param sum [sample, query, head]
   * @param products [sample, query, head]
   * @param outputGradient the output's gradient
   * @param queryGradient written
   * @param keyGradient written
   * @param valueGradient written
   */
  default void attentionBackward(
      Attention attention,
      FieldView query,
      FieldView key,
      FieldView value,
      FieldView max,
      FieldView sum,
      FieldView products,
      FieldView outputGradient,
      FieldView queryGradient,
      FieldView keyGradient,
      FieldView valueGradient) {
    AttentionReference.backward(
        attention,
        query,
        key,
        value,
        max,
        sum,
        products,
        outputGradient,
        queryGradient,
        keyGradient,
        valueGradient);
  }

  /**
   * One step of a recurrent layer.
   *
   * @param cell what a step computes
   * @param inputGates the input's part of each gate [sample, 1, unit, gate]
   * @param hiddenBefore the state before [sample, 1, all units]
   * @param ownBefore the state before of the tile's units
   * @param cellBefore the cell state before; no points for GRU
   * @param weight [unit, gate, all units], the tile's units
   * @param bias [unit, gate], added to the hidden state's part; no points if there is none
   * @param kept [sample, 1, unit, 4], for the backward pass; written
   * @param hiddenAfter the state after; written
   * @param cellAfter the cell state after; written; no points for GRU
   */
  default void recurrentForward(
      RecurrentCell cell,
      FieldView inputGates,
      FieldView hiddenBefore,
      FieldView ownBefore,
      FieldView cellBefore,
      FieldView weight,
      FieldView bias,
      FieldView kept,
      FieldView hiddenAfter,
      FieldView cellAfter) {
    RecurrentReference.forward(
        cell,
        inputGates,
        hiddenBefore,
        ownBefore,
        cellBefore,
        weight,
        bias,
        kept,
        hiddenAfter,
        cellAfter);
  }

  /**
   * One step of a recurrent layer, backward.
   *
   * @param cell what a step computes
   * @param kept [sample, 1, unit, 4], for the backward pass
   * @param ownBefore the state before of the tile's units
   * @param cellBefore the cell state before; no points for GRU
   * @param cellAfter the cell state after; no points for GRU
   * @param weight [unit, gate, all units], the tile's units
   * @param outputGradient the gradient of the state after, of later layers
   * @param hiddenCarry likewise, of later steps
   * @param cellCarry the gradient of the cell state after, of later steps; no points for GRU
   * @param inputGateGradient the gradient of the input's part of the gates; written
   * @param hiddenGateGradient the gradient of the hidden state's part of the gates; written; no
   *     points where it is the same
   * @param hiddenCarryBefore the gradient of the state before [sample, all units]; written
   * @param cellCarryBefore the gradient of the cell state before; written; no points for GRU
   */
  default void recurrentBackward(
      RecurrentCell cell,
      FieldView kept,
      FieldView ownBefore,
      FieldView cellBefore,
      FieldView cellAfter,
      FieldView weight,
      FieldView outputGradient,
      FieldView hiddenCarry,
      FieldView cellCarry,
      FieldView inputGateGradient,
      FieldView hiddenGateGradient,
      FieldView hiddenCarryBefore,
      FieldView cellCarryBefore) {
    RecurrentReference.backward(
        cell,
        kept,
        ownBefore,
        cellBefore,
        cellAfter,
        weight,
        outputGradient,
        hiddenCarry,
        cellCarry,
        inputGateGradient,
        hiddenGateGradient,
        hiddenCarryBefore,
        cellCarryBefore);
  }
}
