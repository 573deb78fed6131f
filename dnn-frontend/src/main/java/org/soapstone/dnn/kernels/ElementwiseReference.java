package org.soapstone.dnn.kernels;

import java.util.List;
import org.soapstone.tasks.instances.FieldView;

/**
 * Kernels that compute each element from the elements at the same point, run by run in double
 * precision.
 */
final class ElementwiseReference {
  private ElementwiseReference() {}

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
