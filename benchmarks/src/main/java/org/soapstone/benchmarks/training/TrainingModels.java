package org.soapstone.benchmarks.training;

import java.util.List;
import java.util.function.LongFunction;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.regions.FieldType;

/** The networks that are measured, each with a batch that fits a small machine. */
final class TrainingModels {
  private static final List<TrainingModels> ALL =
      List.of(
          new TrainingModels("lenet", 64, zoo("lenet")),
          new TrainingModels("alexnet", 16, zoo("alexnet")));

  private final String name;
  private final long batch;
  private final LongFunction<Model> model;

  private TrainingModels(String name, long batch, LongFunction<Model> model) {
    this.name = name;
    this.batch = batch;
    this.model = model;
  }

  private static LongFunction<Model> zoo(String name) {
    return batch -> Zoo.find(name).build(batch, FieldType.FLOAT32);
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

  /**
   * {@return the network for batches of a size}
   *
   * @param samples the samples of a batch
   */
  Model model(long samples) {
    return model.apply(samples);
  }
}
