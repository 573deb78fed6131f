package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * One step of a recurrent layer in double precision, for some of its hidden units. Arrays are
 * [sample, unit] or [sample, unit, gate]; of the hidden state before, all units are given.
 */
final class RecurrentReference {
  private static final int KEPT = RecurrentCell.KEPT;

  private RecurrentReference() {}

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
    Scratch scratch = Scratch.begin();
    int gates = cell.gates();
    double[] in = Elements.load(inputGates, scratch);
    double[] hidden = product(cell, hiddenBefore, weight, bias, scratch);
    double[] own = Elements.load(ownBefore, scratch);
    double[] cells = Elements.load(cellBefore, scratch);
    double[] keep = scratch.take(kept.rect().volume());
    double[] after = scratch.take(hiddenAfter.rect().volume());
    double[] cellsAfter = scratch.take(cellAfter.rect().volume());
    for (int u = 0; u < hiddenAfter.rect().volume(); u++) {
      int g = u * gates;
      int k = u * KEPT;
      switch (cell) {
        case LSTM -> {
          double i = logistic(in[g] + hidden[g]);
          double f = logistic(in[g + 1] + hidden[g + 1]);
          double candidate = Math.tanh(in[g + 2] + hidden[g + 2]);
          double o = logistic(in[g + 3] + hidden[g + 3]);
          cellsAfter[u] = f * cells[u] + i * candidate;
          after[u] = o * Math.tanh(cellsAfter[u]);
          keep[k] = i;
          keep[k + 1] = f;
          keep[k + 2] = candidate;
          keep[k + 3] = o;
        }
        case GRU -> {
          double r = logistic(in[g] + hidden[g]);
          double z = logistic(in[g + 1] + hidden[g + 1]);
          double n = Math.tanh(in[g + 2] + r * hidden[g + 2]);
          after[u] = (1 - z) * n + z * own[u];
          keep[k] = r;
          keep[k + 1] = z;
          keep[k + 2] = n;
          keep[k + 3] = hidden[g + 2];
        }
      }
    }
    Elements.store(keep, kept);
    Elements.store(after, hiddenAfter);
    if (!cellAfter.rect().isEmpty()) {
      Elements.store(cellsAfter, cellAfter);
    }
  }

  /** For each sample, unit and gate: bias + weight · hidden state before. */
  private static double[] product(
      RecurrentCell cell,
      FieldView hiddenBefore,
      FieldView weight,
      FieldView bias,
      Scratch scratch) {
    int units = Math.toIntExact(weight.rect().extent(2));
    int rows = Math.toIntExact(weight.rect().extent(0)) * cell.gates();
    int samples = Math.toIntExact(hiddenBefore.rect().volume() / units);
    double[] hidden = Elements.load(hiddenBefore, scratch);
    double[] columns = scratch.take(weight.rect().volume());
    Elements.transpose(Elements.load(weight, scratch), rows, units, columns);
    double[] out = scratch.zeros((long) samples * rows);
    double[] start = Elements.load(bias, scratch);
    for (int n = 0; n < samples; n++) {
      if (!bias.rect().isEmpty()) {
        System.arraycopy(start, 0, out, n * rows, rows);
      }
      WeightedRows.add(out, n * rows, hidden, n * units, 1, columns, units, rows);
    }
    return out;
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
    Scratch scratch = Scratch.begin();
    int gates = cell.gates();
    double[] keep = Elements.load(kept, scratch);
    double[] own = Elements.load(ownBefore, scratch);
    double[] before = Elements.load(cellBefore, scratch);
    double[] after = Elements.load(cellAfter, scratch);
    double[] byHidden = Elements.load(outputGradient, scratch);
    double[] carried = Elements.load(hiddenCarry, scratch);
    double[] byCell = Elements.load(cellCarry, scratch);
    double[] byInput = scratch.take(inputGateGradient.rect().volume());
    double[] byProduct = scratch.take(inputGateGradient.rect().volume());
    double[] cellsBefore = scratch.take(outputGradient.rect().volume());
    double[] direct = scratch.zeros(outputGradient.rect().volume());
    for (int u = 0; u < outputGradient.rect().volume(); u++) {
      int g = u * gates;
      int k = u * KEPT;
      double h = byHidden[u] + carried[u];
      switch (cell) {
        case LSTM -> {
          double i = keep[k];
          double f = keep[k + 1];
          double candidate = keep[k + 2];
          double o = keep[k + 3];
          double tanh = Math.tanh(after[u]);
          double c = byCell[u] + h * o * (1 - tanh * tanh);
          byInput[g] = c * candidate * i * (1 - i);
          byInput[g + 1] = c * before[u] * f * (1 - f);
          byInput[g + 2] = c * i * (1 - candidate * candidate);
          byInput[g + 3] = h * tanh * o * (1 - o);
          System.arraycopy(byInput, g, byProduct, g, gates);
          cellsBefore[u] = c * f;
        }
        case GRU -> {
          double r = keep[k];
          double z = keep[k + 1];
          double n = keep[k + 2];
          double byCandidate = h * (1 - z) * (1 - n * n);
          byInput[g] = byCandidate * keep[k + 3] * r * (1 - r);
          byInput[g + 1] = h * (own[u] - n) * z * (1 - z);
          byInput[g + 2] = byCandidate;
          byProduct[g] = byInput[g];
          byProduct[g + 1] = byInput[g + 1];
          byProduct[g + 2] = byCandidate * r;
          direct[u] = h * z;
        }
      }
    }
    Elements.store(byInput, inputGateGradient);
    if (!hiddenGateGradient.rect().isEmpty()) {
      Elements.store(byProduct, hiddenGateGradient);
    }
    if (!cellCarryBefore.rect().isEmpty()) {
      Elements.store(cellsBefore, cellCarryBefore);
    }
    if (!hiddenCarryBefore.rect().isEmpty()) {
      carryBack(weight, byProduct, direct, hiddenCarryBefore, scratch);
    }
  }

  /** The gradient of all units before: what the gates' products pass on, and what goes directly. */
  private static void carryBack(
      FieldView weight,
      double[] byProduct,
      double[] direct,
      FieldView hiddenCarryBefore,
      Scratch scratch) {
    int units = Math.toIntExact(weight.rect().extent(2));
    int mine = Math.toIntExact(weight.rect().extent(0));
    int rows = mine * Math.toIntExact(weight.rect().extent(1));
    int first = Math.toIntExact(weight.rect().lo(0));
    double[] weights = Elements.load(weight, scratch);
    double[] out = Elements.zeros(hiddenCarryBefore, scratch);
    int samples = Math.toIntExact(hiddenCarryBefore.rect().volume() / units);
    for (int n = 0; n < samples; n++) {
      for (int u = 0; u < mine; u++) {
        out[n * units + first + u] += direct[n * mine + u];
      }
      WeightedRows.add(out, n * units, byProduct, n * rows, 1, weights, rows, units);
    }
    Elements.store(out, hiddenCarryBefore);
  }

  private static double logistic(double x) {
    double e = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
}
