package org.soapstone.dnn.kernels;

import java.util.List;
import org.soapstone.tasks.instances.FieldView;

/** Update rules on views of either type, run by run in double precision. */
final class UpdateReference {
  private static final String NAME = "update";

  private UpdateReference() {}

  /** {@return the weight, its gradient and its state, checked to fit each other and the step} */
  static FieldView[] views(
      UpdateStep step, FieldView weight, FieldView gradient, List<FieldView> state) {
    if (state.size() != step.stateCount()) {
      throw new IllegalArgumentException(
          "update: %s keeps %d tensors, got %d".formatted(step, step.stateCount(), state.size()));
    }
    FieldView[] views = new FieldView[2 + state.size()];
    views[0] = weight;
    views[1] = gradient;
    for (int s = 0; s < state.size(); s++) {
      views[2 + s] = state.get(s);
    }
    Checks.alike(NAME, weight, views);
    return views;
  }

  static void update(UpdateStep step, FieldView weight, FieldView gradient, List<FieldView> state) {
    FieldView[] views = views(step, weight, gradient, state);
    Scratch scratch = Scratch.begin();
    double[][] values = new double[views.length][];
    for (int v = 0; v < views.length; v++) {
      values[v] = scratch.take(Runs.LONGEST);
    }
    Runs runs = new Runs(weight.rect(), views);
    while (runs.next()) {
      int length = runs.length();
      for (int v = 0; v < views.length; v++) {
        Elements.load(views[v], runs.offset(v), values[v], 0, length);
      }
      switch (step) {
        case UpdateStep.Descent descent -> descend(descent, values, length);
        case UpdateStep.Adam adam -> adam(adam, values, length);
      }
      Elements.store(values[0], 0, weight, runs.offset(0), length);
      for (int v = 2; v < views.length; v++) {
        Elements.store(values[v], 0, views[v], runs.offset(v), length);
      }
    }
  }

  private static void descend(UpdateStep.Descent step, double[][] values, int length) {
    double[] weights = values[0];
    double[] gradients = values[1];
    for (int i = 0; i < length; i++) {
      double direction = step.gradientScale() * gradients[i] + step.decay() * weights[i];
      if (step.momentum() != 0) {
        double velocity = step.momentum() * values[2][i] + direction;
        values[2][i] = velocity;
        direction = step.nesterov() ? direction + step.momentum() * velocity : velocity;
      }
      weights[i] -= step.rate() * direction;
    }
  }

  private static void adam(UpdateStep.Adam step, double[][] values, int length) {
    double[] weights = values[0];
    double[] gradients = values[1];
    double[] means = values[2];
    double[] squares = values[3];
    for (int i = 0; i < length; i++) {
      double gradient = step.gradientScale() * gradients[i] + step.decay() * weights[i];
      means[i] = step.beta1() * means[i] + (1 - step.beta1()) * gradient;
      squares[i] = step.beta2() * squares[i] + (1 - step.beta2()) * (gradient * gradient);
      double root = Math.sqrt(squares[i]) / step.rootCorrection() + step.epsilon();
      weights[i] = step.keep() * weights[i] - step.stepSize() * (means[i] / root);
    }
  }

  /** {@return the sum of the squares of all elements, in row-major order, in double precision} */
  static double squaredNorm(FieldView view) {
    double[] values = Scratch.begin().take(Runs.LONGEST);
    Runs runs = new Runs(view.rect(), view);
    double sum = 0;
    while (runs.next()) {
      Elements.load(view, runs.offset(0), values, 0, runs.length());
      for (int i = 0; i < runs.length(); i++) {
        sum += values[i] * values[i];
      }
    }
    return sum;
  }
}
