package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Moving samples to the experts that they are assigned to and back, in double precision. A choice
 * of a sample takes the next free place of its expert, in row-major order of all assignments; those
 * behind the last place are dropped.
 */
final class ExpertReference {
  private ExpertReference() {}

  /** Which expert and place a sample's choice has, worked out from all assignments. */
  private static final class Places {
    final int choices;
    final int[] experts;
    final int[] ranks;

    Places(FieldView assignments, long expertCount) {
      choices = Math.toIntExact(assignments.rect().extent(1));
      experts = GatherReference.indices(assignments);
      ranks = new int[experts.length];
      int[] taken = new int[Math.toIntExact(expertCount)];
      for (int i = 0; i < experts.length; i++) {
        int expert = GatherReference.checked(experts[i], expertCount, assignments, i);
        ranks[i] = taken[expert]++;
      }
    }
  }

  /** Takes what belongs together: a sample's choice, and a row of the grouped view. */
  private interface Visitor {
    void visit(int sample, int choice, int row);
  }

  private static void forEach(
      long experts, FieldView assignments, FieldView samples, FieldView grouped, Visitor visitor) {
    Places places = new Places(assignments, experts);
    long firstExpert = grouped.rect().lo(0);
    long lastExpert = grouped.rect().hi(0);
    int capacity = Math.toIntExact(grouped.rect().extent(1));
    int first = Math.toIntExact(samples.rect().lo(0));
    for (int s = 0; s < samples.rect().extent(0); s++) {
      for (int j = 0; j < places.choices; j++) {
        int i = (first + s) * places.choices + j;
        int expert = places.experts[i];
        if (expert >= firstExpert && expert <= lastExpert && places.ranks[i] < capacity) {
          visitor.visit(s, j, (int) (expert - firstExpert) * capacity + places.ranks[i]);
        }
      }
    }
  }

  static void group(long experts, FieldView assignments, FieldView input, FieldView grouped) {
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] out = Elements.zeros(grouped, scratch);
    int channels = Math.toIntExact(input.rect().extent(1));
    forEach(
        experts,
        assignments,
        input,
        grouped,
        (s, j, row) -> System.arraycopy(in, s * channels, out, row * channels, channels));
    Elements.store(out, grouped);
  }

  static void groupBackward(
      long experts, FieldView assignments, FieldView groupedGradient, FieldView inputGradient) {
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(groupedGradient, scratch);
    double[] in = Elements.zeros(inputGradient, scratch);
    int channels = Math.toIntExact(inputGradient.rect().extent(1));
    forEach(
        experts,
        assignments,
        inputGradient,
        groupedGradient,
        (s, j, row) -> {
          for (int c = 0; c < channels; c++) {
            in[s * channels + c] += out[row * channels + c];
          }
        });
    Elements.store(in, inputGradient);
  }

  static void aggregate(
      long experts, FieldView assignments, FieldView gates, FieldView grouped, FieldView output) {
    Scratch scratch = Scratch.begin();
    double[] rows = Elements.load(grouped, scratch);
    double[] gate = Elements.load(gates, scratch);
    double[] out = Elements.zeros(output, scratch);
    int channels = Math.toIntExact(output.rect().extent(1));
    int choices = Math.toIntExact(gates.rect().extent(1));
    forEach(
        experts,
        assignments,
        output,
        grouped,
        (s, j, row) -> {
          double weight = gate[s * choices + j];
          for (int c = 0; c < channels; c++) {
            out[s * channels + c] += weight * rows[row * channels + c];
          }
        });
    Elements.store(out, output);
  }

  static void aggregateBackward(
      long experts,
      FieldView assignments,
      FieldView gates,
      FieldView grouped,
      FieldView outputGradient,
      FieldView gateGradient,
      FieldView groupedGradient) {
    Scratch scratch = Scratch.begin();
    double[] rows = Elements.load(grouped, scratch);
    double[] gate = Elements.load(gates, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    double[] byGate = Elements.zeros(gateGradient, scratch);
    double[] byRow = Elements.zeros(groupedGradient, scratch);
    int channels = Math.toIntExact(outputGradient.rect().extent(1));
    int choices = Math.toIntExact(gates.rect().extent(1));
    forEach(
        experts,
        assignments,
        outputGradient,
        grouped,
        (s, j, row) -> {
          double weight = gate[s * choices + j];
          for (int c = 0; c < channels; c++) {
            double gradient = out[s * channels + c];
            byRow[row * channels + c] += weight * gradient;
            byGate[s * choices + j] += rows[row * channels + c] * gradient;
          }
        });
    Elements.store(byGate, gateGradient);
    Elements.store(byRow, groupedGradient);
  }
}
