package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.soapstone.tasks.instances.FieldView;

/** The greatest elements of each row, the last dimension, in falling order; the first of equals. */
final class TopKReference {
  private TopKReference() {}

  static void forward(FieldView input, FieldView values, FieldView indices) {
    Checks.sameType("top_k", values, input);
    Checks.sameRect("top_k", values, indices);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] out = scratch.take(values.rect().volume());
    int last = input.rect().dims() - 1;
    int length = Math.toIntExact(input.rect().extent(last));
    int k = Math.toIntExact(values.rect().extent(last));
    int[] places = new int[Math.toIntExact(values.rect().volume())];
    for (int row = 0; row < places.length / k; row++) {
      for (int rank = 0; rank < k; rank++) {
        int best = next(in, row * length, length, places, row * k, rank);
        places[row * k + rank] = best;
        out[row * k + rank] = in[row * length + best];
      }
    }
    Elements.store(out, values);
    Runs runs = new Runs(indices.rect(), indices);
    for (int at = 0; runs.next(); at += runs.length()) {
      for (int i = 0; i < runs.length(); i++) {
        indices.segment().set(JAVA_INT, runs.offset(0) + 4L * i, places[at + i]);
      }
    }
  }

  /** The greatest element of a row that is not taken: it is below the last taken, or behind it. */
  private static int next(double[] in, int row, int length, int[] places, int first, int rank) {
    int best = -1;
    int previous = rank == 0 ? -1 : places[first + rank - 1];
    for (int c = 0; c < length; c++) {
      double value = in[row + c];
      boolean free =
          rank == 0 || value < in[row + previous] || (value == in[row + previous] && c > previous);
      if (free && (best < 0 || value > in[row + best])) {
        best = c;
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException("top_k: a row has NaN; its elements have no order");
    }
    return best;
  }

  static void backward(FieldView indices, FieldView valueGradient, FieldView inputGradient) {
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(valueGradient, scratch);
    double[] in = Elements.zeros(inputGradient, scratch);
    int[] places = GatherReference.indices(indices);
    int last = inputGradient.rect().dims() - 1;
    int length = Math.toIntExact(inputGradient.rect().extent(last));
    int k = Math.toIntExact(valueGradient.rect().extent(last));
    for (int i = 0; i < places.length; i++) {
      in[i / k * length + places[i]] += out[i];
    }
    Elements.store(in, inputGradient);
  }
}
