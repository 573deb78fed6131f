package org.soapstone.dnn.training;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.profiling.Profiler;

/** Collects what a training needs. */
public final class TrainerBuilder {
  final LoweredModel model;
  final Machine machine;
  final Map<String, OperatorConfig> configurations;
  final Kernels kernels;
  Optional<Dataset> train = Optional.empty();
  Optional<Dataset> test = Optional.empty();
  Mapper mapper;
  int epochs = 1;
  long stepLimit = Long.MAX_VALUE;
  long seed;
  int stepsAhead = 2;
  Optional<Trainer.Recording> recording = Optional.empty();
  Optional<Profiler> profiler = Optional.empty();
  Optional<Path> checkpoints = Optional.empty();
  long checkpointSteps = Long.MAX_VALUE;

  TrainerBuilder(
      LoweredModel model,
      Machine machine,
      Map<String, OperatorConfig> configurations,
      Kernels kernels) {
    this.model = requireNonNull(model, "model");
    this.machine = requireNonNull(machine, "machine");
    this.configurations = Map.copyOf(configurations);
    this.kernels = requireNonNull(kernels, "kernels");
    this.mapper = new SoapMapper(this.configurations);
  }

  /**
   * Sets the images to train on.
   *
   * @param images of the model's input shape
   * @return this builder
   */
  public TrainerBuilder train(Dataset images) {
    train = Optional.of(images);
    return this;
  }

  /**
   * Sets the images to test on; none unless told.
   *
   * @param images of the model's input shape
   * @return this builder
   */
  public TrainerBuilder test(Dataset images) {
    test = Optional.of(images);
    return this;
  }

  /**
   * Sets the mapper; a {@link SoapMapper} of the configurations unless told.
   *
   * @param other the mapper
   * @return this builder
   */
  public TrainerBuilder mapper(Mapper other) {
    mapper = requireNonNull(other, "other");
    return this;
  }

  /**
   * Sets how often the training goes through its images; once unless told.
   *
   * @param count at least 1
   * @return this builder
   */
  public TrainerBuilder epochs(int count) {
    epochs = count;
    return this;
  }

  /**
   * Sets after how many steps the training stops, whatever the epochs; unlimited unless told.
   *
   * @param limit at least 1
   * @return this builder
   */
  public TrainerBuilder steps(long limit) {
    stepLimit = limit;
    return this;
  }

  /**
   * Sets the seed of the shuffles; 0 unless told. (The seed of the weights is the lowered model's.)
   *
   * @param value any number
   * @return this builder
   */
  public TrainerBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Sets how many steps are launched before the loss of the first of them is waited for; 2 unless
   * told.
   *
   * @param count at least 1
   * @return this builder
   */
  public TrainerBuilder stepsAhead(int count) {
    stepsAhead = count;
    return this;
  }

  /**
   * Records what some steps of one epoch really run.
   *
   * @param recorder takes the record; complete once {@link Trainer#run} has returned
   * @param first the first of the steps, from 0
   * @param count how many steps, at least 1
   * @return this builder
   */
  public TrainerBuilder record(ExecutionRecorder recorder, long first, int count) {
    recording =
        Optional.of(
            new Trainer.Recording(
                requireNonNull(recorder, "recorder"),
                first,
                Trainer.atLeastOne("recorded steps", count)));
    return this;
  }

  /**
   * Has a profiler see what the training's threads do when; nobody does unless told.
   *
   * @param other the profiler
   * @return this builder
   */
  public TrainerBuilder profile(Profiler other) {
    profiler = Optional.of(other);
    return this;
  }

  /**
   * Saves a checkpoint to a folder after every so many steps and at the end. The last two are kept.
   *
   * @param folder the folder, made if it is not there
   * @param steps at least 1
   * @return this builder
   */
  public TrainerBuilder checkpoints(Path folder, long steps) {
    checkpoints = Optional.of(folder);
    checkpointSteps = Trainer.atLeastOne("steps between checkpoints", steps);
    return this;
  }

  /**
   * {@return the trainer, with its weights initialised}
   *
   * @throws IllegalArgumentException if there are no images, or they do not fit the model; if a
   *     number is less than 1; if a configuration is missing or does not fit; or if the machine
   *     cannot be run on here
   */
  public Trainer build() {
    return new Trainer(this);
  }
}
