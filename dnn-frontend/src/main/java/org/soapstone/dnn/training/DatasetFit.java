package org.soapstone.dnn.training;

import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.DenseLoss;
import org.soapstone.dnn.operators.SoftmaxCrossEntropy;
import org.soapstone.dnn.operators.Tensor;

/** Checks that a data set's images are what a model takes. */
final class DatasetFit {
  private DatasetFit() {}

  static void require(LoweredModel model, Dataset images) {
    Tensor input = model.network().getFirst().output();
    if (images.height() != input.extent(1)
        || images.width() != input.extent(2)
        || images.channels() != input.extent(3)) {
      throw new IllegalArgumentException(
          "data set '%s' has images of %dx%dx%d, but model '%s' takes %dx%dx%d; give images of that size"
              .formatted(
                  images.name(),
                  images.height(),
                  images.width(),
                  images.channels(),
                  model.name(),
                  input.extent(1),
                  input.extent(2),
                  input.extent(3)));
    }
    switch (model.loss()) {
      case SoftmaxCrossEntropy loss -> requireClasses(model, images, loss.predictions().extent(1));
      case DenseLoss loss -> requireTargets(model, images, loss.predictions());
    }
  }

  private static void requireClasses(LoweredModel model, Dataset images, long classes) {
    if (images.classes() == 0) {
      throw new IllegalArgumentException(
          "data set '%s' has target values, no classes, but model '%s' tells classes apart; give it"
                  .formatted(images.name(), model.name())
              + " a loss on values, such as meanSquaredError");
    }
    if (images.classes() > classes) {
      throw new IllegalArgumentException(
          "data set '%s' has %d classes, but model '%s' tells %d apart; give it more outputs"
              .formatted(images.name(), images.classes(), model.name(), classes));
    }
  }

  private static void requireTargets(LoweredModel model, Dataset images, Tensor predictions) {
    long values = predictions.volume() / predictions.extent(0);
    boolean fits = images.classes() == 0 ? images.targets() == values : images.targets() <= values;
    if (!fits) {
      throw new IllegalArgumentException(
          "data set '%s' has %d target values for a sample, but model '%s' predicts %d; give it as"
                  .formatted(images.name(), images.targets(), model.name(), values)
              + " many outputs");
    }
  }
}
