package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Looking up rows of {@code FLOAT32} tables with vectors, and transposing by oneDNN; all else as
 * the reference.
 */
interface FloatMovementKernels extends MovementKernels {
  @Override
  default void embeddingForward(
      long rows, int bag, double scale, FieldView indices, FieldView table, FieldView output) {
    if (Lanes.takes(table, output)) {
      FloatLookups.forward(rows, bag, scale, indices, table, output);
    } else {
      MovementKernels.super.embeddingForward(rows, bag, scale, indices, table, output);
    }
  }

  @Override
  default void embeddingBackward(
      int bag, double scale, FieldView indices, FieldView outputGradient, FieldView tableGradient) {
    if (Lanes.takes(outputGradient, tableGradient)) {
      FloatLookups.backward(bag, scale, indices, outputGradient, tableGradient);
    } else {
      MovementKernels.super.embeddingBackward(bag, scale, indices, outputGradient, tableGradient);
    }
  }

  @Override
  default void transpose(int[] order, FieldView from, FieldView to) {
    if (OneDnnViews.reorders(from, to)) {
      OneDnnViews.transpose(order, from, to);
    } else {
      MovementKernels.super.transpose(order, from, to);
    }
  }
}
