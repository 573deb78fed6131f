package org.soapstone.benchmarks.training;

import java.util.List;
import java.util.function.LongFunction;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.regions.FieldType;

/** The networks that are measured, each with a batch that fits a small machine. */
final class TrainingModels {
  private static final long WORDS = 10_000;
  private static final long STEPS = 35;
  private static final long UNITS = 650;

  private static final List<TrainingModels> ALL =
      List.of(
          new TrainingModels("lenet", 64, 10, zoo("lenet")),
          new TrainingModels("alexnet", 16, 1_000, zoo("alexnet")),
          new TrainingModels("resnet-50", 8, 1_000, zoo("resnet-50")),
          new TrainingModels("lstm-lm", 20, WORDS, TrainingModels::languageModel));

  private final String name;
  private final long batch;
  private final int classes;
  private final LongFunction<Model> model;

  private TrainingModels(String name, long batch, long classes, LongFunction<Model> model) {
    this.name = name;
    this.batch = batch;
    this.classes = Math.toIntExact(classes);
    this.model = model;
  }

  private static LongFunction<Model> zoo(String name) {
    return batch -> Zoo.find(name).build(batch, FieldType.FLOAT32);
  }

  /**
   * Two layers of 650 hidden units over 35 words of 10,000 (the medium model of Zaremba, Sutskever
   * and Vinyals, "Recurrent Neural Network Regularization", 2014), without dropout.
   */
  private static Model languageModel(long batch) {
    Model model = Model.named("lstm-lm").batch(batch);
    Tensor x = model.embedding("embedding", model.tokens("tokens", STEPS, WORDS), WORDS, UNITS);
    Tensor labels = model.labels("labels", STEPS);
    x = model.lstm("lstm2", model.lstm("lstm1", x, UNITS), UNITS);
    model.softmaxCrossEntropy("loss", model.linear("softmax", x, WORDS), labels);
    return model;
  }

  /** {@return the names} */
  static List<String> names() {
    return ALL.stream().map(each -> each.name).toList();
  }

  /** {@return the network of a name} */
  static TrainingModels named(String name) {
    return ALL.stream()
        .filter(each -> each.name.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no network '%s' to measure; choose from %s".formatted(name, names())));
  }

  /** {@return the samples of a batch, unless told} */
  long batch() {
    return batch;
  }

  /** {@return labels, and words, are less than this} */
  int classes() {
    return classes;
  }

  /**
   * {@return the network for batches of a size}
   *
   * @param samples the samples of a batch
   */
  Model model(long samples) {
    return model.apply(samples);
  }
}
