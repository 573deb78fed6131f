package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Attention and recurrent steps of {@code FLOAT32} with products by oneDNN; of all else, as the
 * reference.
 */
interface FloatSequenceKernels extends SequenceKernels {
  @Override
  default void attentionMax(Attention attention, FieldView query, FieldView key, FieldView max) {
    if (FloatAttention.takes(query, key, max)) {
      FloatAttention.max(attention, query, key, max);
    } else {
      SequenceKernels.super.attentionMax(attention, query, key, max);
    }
  }

  @Override
  default void attentionWeigh(
      Attention attention,
      FieldView query,
      FieldView key,
      FieldView value,
      FieldView max,
      FieldView sum,
      FieldView weighted) {
    if (FloatAttention.takes(query, key, value, max, weighted)) {
      FloatAttention.weigh(attention, query, key, value, max, sum, weighted);
    } else {
      SequenceKernels.super.attentionWeigh(attention, query, key, value, max, sum, weighted);
    }
  }

  @Override
  default void attentionQuotient(FieldView weighted, FieldView sum, FieldView output) {
    if (FloatAttention.takes(weighted, output)) {
      FloatAttention.quotient(weighted, sum, output);
    } else {
      SequenceKernels.super.attentionQuotient(weighted, sum, output);
    }
  }

  @Override
  default void attentionProducts(FieldView output, FieldView outputGradient, FieldView products) {
    if (FloatAttention.takes(output, outputGradient)) {
      FloatAttention.products(output, outputGradient, products);
    } else {
      SequenceKernels.super.attentionProducts(output, outputGradient, products);
    }
  }

  @Override
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
    if (FloatAttention.takes(
        query, key, value, max, outputGradient, queryGradient, keyGradient, valueGradient)) {
      FloatAttention.backward(
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
    } else {
      SequenceKernels.super.attentionBackward(
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
  }

  @Override
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
    if ((bias.rect().isEmpty() || bias.isDense())
        && FloatRecurrent.takes(
            weight,
            hiddenAfter,
            inputGates,
            hiddenBefore,
            ownBefore,
            cellBefore,
            kept,
            cellAfter)) {
      FloatRecurrent.forward(
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
    } else {
      SequenceKernels.super.recurrentForward(
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
  }

  @Override
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
    if (FloatRecurrent.takes(
        weight,
        outputGradient,
        kept,
        ownBefore,
        cellBefore,
        cellAfter,
        hiddenCarry,
        cellCarry,
        inputGateGradient,
        hiddenGateGradient,
        hiddenCarryBefore,
        cellCarryBefore)) {
      FloatRecurrent.backward(
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
    } else {
      SequenceKernels.super.recurrentBackward(
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
}
