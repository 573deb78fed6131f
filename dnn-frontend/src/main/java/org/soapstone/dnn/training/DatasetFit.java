package org.soapstone.dnn.training;

import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.data.ImageShape;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.data.SampleForm.Sequence;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.DenseLoss;
import org.soapstone.dnn.operators.Loss;
import org.soapstone.dnn.operators.SoftmaxCrossEntropy;
import org.soapstone.dnn.operators.Tensor;

/** Checks that a data set's samples are what a model takes. */
final class DatasetFit {
  private DatasetFit() {}

  static void require(LoweredModel model, Dataset images) {
    SampleForm form = model.sampleForm();
    requireValues(model, form, images);
    requireSequences(model, form, images);
    for (Loss loss : model.losses()) {
      switch (loss) {
        case SoftmaxCrossEntropy _ -> requireClasses(model, images, form.classes());
        case DenseLoss dense -> requireTargets(model, images, dense.predictions());
      }
    }
    if (form.labels() > 0 && images.labels() != form.labels()) {
      throw new IllegalArgumentException(
          "data set '%s' has %d labels for a sample, but model '%s' takes %d; give it as many"
              .formatted(images.name(), images.labels(), model.name(), form.labels()));
    }
  }

  private static void requireValues(LoweredModel model, SampleForm form, Dataset images) {
    int size = images.height() * images.width() * images.channels();
    boolean fits =
        form.isImage()
            ? size > 0 && ImageShape.of(images).equals(form.image())
            : form.size() == size;
    if (!fits) {
      throw new IllegalArgumentException(
          "data set '%s' has images of %dx%dx%d, but model '%s' takes %s; give images of that size"
              .formatted(
                  images.name(),
                  images.height(),
                  images.width(),
                  images.channels(),
                  model.name(),
                  String.join("x", form.values().stream().mapToObj(Long::toString).toList())));
    }
  }

  private static void requireSequences(LoweredModel model, SampleForm form, Dataset data) {
    boolean fits = form.sequences().size() == data.sequences().size();
    for (int i = 0; fits && i < form.sequences().size(); i++) {
      Sequence wanted = form.sequences().get(i);
      Sequence found = data.sequences().get(i);
      fits = wanted.length() == found.length() && found.vocabulary() <= wanted.vocabulary();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "data set '%s' has sequences %s, but model '%s' takes %s; give sequences of these lengths, with no larger vocabulary"
              .formatted(data.name(), data.sequences(), model.name(), form.sequences()));
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
