package org.soapstone.dnn.kernels;

import java.util.List;
import org.soapstone.tasks.instances.FieldView;

/**
 * Kernels that compute each element from the elements at the same point, run by run in double
 * precision.
 */
final class ElementwiseReference {
  private ElementwiseReference() {}

  static void reluForward(FieldView input, FieldView output) {
    Checks.alike("relu", output, input);
    double[] values = Scratch.begin().take(Runs.LONGEST);
    Runs runs = new Runs(output.rect(), input, output);
    while (runs.next()) {
      Elements.load(input, runs.offset(0), values, 0, runs.length());
      for (int i = 0; i < runs.length(); i++) {
        values[i] = Math.max(values[i], 0);
      }
      Elements.store(values, 0, output, runs.offset(1), runs.length());
    }
  }

  static void reluBackward(FieldView output, FieldView outputGradient, FieldView inputGradient) {
    Checks.alike("relu", inputGradient, output, outputGradient);
    Scratch scratch = Scratch.begin();
    double[] values = scratch.take(Runs.LONGEST);
    double[] gradients = scratch.take(Runs.LONGEST);
    Runs runs = new Runs(output.rect(), output, outputGradient, inputGradient);
    while (runs.next()) {
      Elements.load(output, runs.offset(0), values, 0, runs.length());
      Elements.load(outputGradient, runs.offset(1), gradients, 0, runs.length());
      for (int i = 0; i < runs.length(); i++) {
        gradients[i] = values[i] > 0 ? gradients[i] : 0;
      }
      Elements.store(gradients, 0, inputGradient, runs.offset(2), runs.length());
    }
  }

  static void add(List<FieldView> inputs, FieldView output) {
    FieldView[] views = Checks.addends(inputs, output);
    Scratch scratch = Scratch.begin();
    double[] sums = scratch.take(Runs.LONGEST);
    double[] terms = scratch.take(Runs.LONGEST);
    Runs runs = new Runs(output.rect(), views);
    while (runs.next()) {
      Elements.load(views[0], runs.offset(0), sums, 0, runs.length());
      for (int v = 1; v < inputs.size(); v++) {
        Elements.load(views[v], runs.offset(v), terms, 0, runs.length());
        for (int i = 0; i < runs.length(); i++) {
          sums[i] += terms[i];
        }
      }
      Elements.store(sums, 0, output, runs.offset(inputs.size()), runs.length());
    }
  }
}
