package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.soapstone.natives.onednn.LinearForward;
import org.soapstone.natives.onednn.LinearShape;
import org.soapstone.natives.onednn.MatrixMultiply;
import org.soapstone.natives.onednn.TensorDesc;
import org.soapstone.natives.onednn.Write;
import org.soapstone.tasks.instances.FieldView;

/**
 * One step of a recurrent layer of {@code FLOAT32} numbers: the product with the hidden state is
 * oneDNN's, the gates are computed with vectors. What is computed is that of {@link
 * RecurrentReference}.
 */
final class FloatRecurrent {
  private static final int KEPT = RecurrentCell.KEPT;

  private FloatRecurrent() {}

  /**
   * {@return whether there is something to compute, each sample's numbers are neighbours, and so
   * are the rows of the weight}
   */
  static boolean takes(FieldView weight, FieldView output, FieldView... others) {
    boolean takes = Lanes.takes(weight) && !output.rect().isEmpty() && isRows(output);
    takes &=
        weight.rect().extent(0) == 1
            || weight.stride(0) == weight.stride(1) * weight.rect().extent(1);
    for (FieldView other : others) {
      takes &= other.rect().isEmpty() || isRows(other);
    }
    return takes;
  }

  private static boolean isRows(FieldView view) {
    return Lanes.takes(view) && isDenseRow(view);
  }

  /** {@return whether all dimensions but the first, which have one step, lie one after another} */
  private static boolean isDenseRow(FieldView view) {
    long expected = 1;
    for (int d = view.rect().dims() - 1; d > 0; d--) {
      if (view.rect().extent(d) > 1 && view.stride(d) != expected) {
        return false;
      }
      expected *= view.rect().extent(d);
    }
    return true;
  }

  private static long rowBytes(FieldView view, int sample) {
    return view.offset() + sample * view.stride(0) * Float.BYTES;
  }

  /** Loads a sample's numbers, the same as the view has; none if it has none. */
  private static void load(FieldView view, int sample, float[] values, int count) {
    if (!view.rect().isEmpty()) {
      MemorySegment.copy(view.segment(), JAVA_FLOAT, rowBytes(view, sample), values, 0, count);
    }
  }

  private static void store(float[] values, FieldView view, int sample, int count) {
    if (!view.rect().isEmpty()) {
      MemorySegment.copy(values, 0, view.segment(), JAVA_FLOAT, rowBytes(view, sample), count);
    }
  }

  /** A view as a matrix of a row for each sample. */
  private static TensorDesc matrix(FieldView view) {
    long samples = view.rect().extent(0);
    return TensorDesc.strided(
        new long[] {samples, view.rect().volume() / samples}, new long[] {view.stride(0), 1});
  }

  /** The weights as a matrix of a row for each unit and gate. */
  private static TensorDesc weights(FieldView weight) {
    return TensorDesc.strided(
        new long[] {weight.rect().extent(0) * weight.rect().extent(1), weight.rect().extent(2)},
        new long[] {weight.stride(1), 1});
  }

  private static MemorySegment data(FieldView view) {
    return view.segment().asSlice(view.offset());
  }

  static void forward(
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
    int samples = Math.toIntExact(hiddenAfter.rect().extent(0));
    int units = Math.toIntExact(weight.rect().extent(0));
    int rows = units * cell.gates();
    Scratch scratch = Scratch.begin();
    MemorySegment hidden = scratch.memory((long) samples * rows);
    LinearShape shape =
        new LinearShape(matrix(hiddenBefore), weights(weight), TensorDesc.dense(samples, rows));
    boolean biased = !bias.rect().isEmpty();
    LinearForward product = LinearForward.of(shape, biased, Write.OVERWRITE);
    if (biased) {
      product.execute(data(hiddenBefore), data(weight), data(bias), hidden);
    } else {
      product.execute(data(hiddenBefore), data(weight), hidden);
    }
    Row row = new Row(units, scratch);
    for (int n = 0; n < samples; n++) {
      load(inputGates, n, row.gates, rows);
      load(ownBefore, n, row.hidden, units);
      load(cellBefore, n, row.cell, units);
      MemorySegment.copy(hidden, JAVA_FLOAT, 4L * n * rows, row.products, 0, rows);
      switch (cell) {
        case LSTM -> row.lstm();
        case GRU -> row.gru();
      }
      store(row.kept, kept, n, units * KEPT);
      store(row.hidden, hiddenAfter, n, units);
      store(row.cell, cellAfter, n, units);
    }
  }

  static void backward(
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
    int samples = Math.toIntExact(outputGradient.rect().extent(0));
    int units = Math.toIntExact(weight.rect().extent(0));
    int rows = units * cell.gates();
    boolean lstm = cell == RecurrentCell.LSTM;
    boolean passes = !hiddenCarryBefore.rect().isEmpty();
    Scratch scratch = Scratch.begin();
    Row row = new Row(units, scratch);
    float[] direct = scratch.floats(passes && !lstm ? (long) samples * units : 0);
    for (int n = 0; n < samples; n++) {
      load(kept, n, row.kept, units * KEPT);
      load(outputGradient, n, row.hidden, units);
      load(hiddenCarry, n, row.carry, units);
      if (lstm) {
        load(cellBefore, n, row.before, units);
        load(cellAfter, n, row.after, units);
        load(cellCarry, n, row.cell, units);
        row.lstmBackward();
        store(row.cell, cellCarryBefore, n, units);
      } else {
        load(ownBefore, n, row.before, units);
        row.gruBackward();
        store(row.products, hiddenGateGradient, n, rows);
        if (passes) {
          System.arraycopy(row.hidden, 0, direct, n * units, units);
        }
      }
      store(row.gates, inputGateGradient, n, rows);
    }
    if (passes) {
      FieldView gates = lstm ? inputGateGradient : hiddenGateGradient;
      MatrixMultiply.of(
              matrix(gates),
              false,
              weights(weight),
              false,
              matrix(hiddenCarryBefore),
              Write.OVERWRITE)
          .execute(data(gates), data(weight), data(hiddenCarryBefore));
      if (!lstm) {
        addOwn(direct, units, weight.rect().lo(0), hiddenCarryBefore);
      }
    }
  }

  /** Adds what goes directly to the tile's own units. */
  private static void addOwn(float[] direct, int units, long first, FieldView carry) {
    MemorySegment to = carry.segment();
    long own = (first - carry.rect().lo(carry.rect().dims() - 1)) * Float.BYTES;
    for (int n = 0; n < carry.rect().extent(0); n++) {
      long start = rowBytes(carry, n) + own;
      for (int u = 0; u < units; u++) {
        float sum = to.get(JAVA_FLOAT, start + 4L * u) + direct[n * units + u];
        to.set(JAVA_FLOAT, start + 4L * u, sum);
      }
    }
  }

  /** The numbers of one sample: of its units, or of its units and gates. */
  private static final class Row {
    private final int units;
    final float[] gates;
    final float[] products;
    final float[] kept;
    final float[] hidden;
    final float[] cell;
    final float[] carry;
    final float[] before;
    final float[] after;
    private final float[][] gate = new float[KEPT][];

    Row(int units, Scratch scratch) {
      this.units = units;
      gates = scratch.floats((long) units * KEPT);
      products = scratch.floats((long) units * KEPT);
      kept = scratch.floats((long) units * KEPT);
      hidden = scratch.floats(units);
      cell = scratch.floats(units);
      carry = scratch.floats(units);
      before = scratch.floats(units);
      after = scratch.floats(units);
      for (int g = 0; g < KEPT; g++) {
        gate[g] = scratch.floats(units);
      }
    }

    private void logistic(float[] values) {
      for (int u = 0; u < units; u += Lanes.LENGTH) {
        Lanes.store(Lanes.logistic(Lanes.load(values, u, units)), values, u, units);
      }
    }

    private void tanh(float[] values) {
      for (int u = 0; u < units; u += Lanes.LENGTH) {
        Lanes.store(Lanes.tanh(Lanes.load(values, u, units)), values, u, units);
      }
    }

    private void keep() {
      for (int u = 0; u < units; u++) {
        kept[u * KEPT] = gate[0][u];
        kept[u * KEPT + 1] = gate[1][u];
        kept[u * KEPT + 2] = gate[2][u];
        kept[u * KEPT + 3] = gate[3][u];
      }
    }

    /** From the gates' parts and the cell state to the states after. */
    void lstm() {
      for (int u = 0; u < units; u++) {
        int g = u * KEPT;
        gate[0][u] = gates[g] + products[g];
        gate[1][u] = gates[g + 1] + products[g + 1];
        gate[2][u] = gates[g + 2] + products[g + 2];
        gate[3][u] = gates[g + 3] + products[g + 3];
      }
      logistic(gate[0]);
      logistic(gate[1]);
      tanh(gate[2]);
      logistic(gate[3]);
      for (int u = 0; u < units; u++) {
        cell[u] = gate[1][u] * cell[u] + gate[0][u] * gate[2][u];
        hidden[u] = cell[u];
      }
      tanh(hidden);
      for (int u = 0; u < units; u++) {
        hidden[u] *= gate[3][u];
      }
      keep();
    }

    /** From the gates' parts and the hidden state to the state after. */
    void gru() {
      int count = RecurrentCell.GRU.gates();
      for (int u = 0; u < units; u++) {
        int g = u * count;
        gate[0][u] = gates[g] + products[g];
        gate[1][u] = gates[g + 1] + products[g + 1];
        gate[2][u] = gates[g + 2];
        gate[3][u] = products[g + 2];
      }
      logistic(gate[0]);
      logistic(gate[1]);
      for (int u = 0; u < units; u++) {
        gate[2][u] += gate[0][u] * gate[3][u];
      }
      tanh(gate[2]);
      for (int u = 0; u < units; u++) {
        hidden[u] = (1 - gate[1][u]) * gate[2][u] + gate[1][u] * hidden[u];
      }
      keep();
    }

    /**
     * From the gradients of the states after to those of the gates and of the cell state before.
     */
    void lstmBackward() {
      System.arraycopy(after, 0, gate[0], 0, units);
      tanh(gate[0]);
      for (int u = 0; u < units; u++) {
        int g = u * KEPT;
        float i = kept[g];
        float f = kept[g + 1];
        float candidate = kept[g + 2];
        float o = kept[g + 3];
        float tanh = gate[0][u];
        float h = hidden[u] + carry[u];
        float c = cell[u] + h * o * (1 - tanh * tanh);
        gates[g] = c * candidate * i * (1 - i);
        gates[g + 1] = c * before[u] * f * (1 - f);
        gates[g + 2] = c * i * (1 - candidate * candidate);
        gates[g + 3] = h * tanh * o * (1 - o);
        cell[u] = c * f;
      }
    }

    /** Likewise; what goes directly to the hidden state before replaces the gradient after. */
    void gruBackward() {
      int count = RecurrentCell.GRU.gates();
      for (int u = 0; u < units; u++) {
        int k = u * KEPT;
        int g = u * count;
        float r = kept[k];
        float z = kept[k + 1];
        float candidate = kept[k + 2];
        float h = hidden[u] + carry[u];
        float byCandidate = h * (1 - z) * (1 - candidate * candidate);
        gates[g] = byCandidate * kept[k + 3] * r * (1 - r);
        gates[g + 1] = h * (before[u] - candidate) * z * (1 - z);
        gates[g + 2] = byCandidate;
        products[g] = gates[g];
        products[g + 1] = gates[g + 1];
        products[g + 2] = byCandidate * r;
        hidden[u] = h * z;
      }
    }
  }
}
