package org.soapstone.dnn.training;

import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Tensor;

/** Checks that a data set's images are what a model takes. */
final class DatasetFit {
  private DatasetFit() {}

  static void require(LoweredModel model, Dataset images) {
    Tensor input = model.network().getFirst().output();
    long classes = model.loss().inputs().getFirst().extent(1);
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
    if (images.classes() > classes) {
      throw new IllegalArgumentException(
          "data set '%s' has %d classes, but model '%s' tells %d apart; give it more outputs"
              .formatted(images.name(), images.classes(), model.name(), classes));
    }
  }
}
