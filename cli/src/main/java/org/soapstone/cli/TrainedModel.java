package org.soapstone.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.training.Inference;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model with the weights of a checkpoint, and the images that it is used on. */
final class TrainedModel {
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "PATH",
      description =
          "A checkpoint of a training of the model, or a folder, of which the last is taken.")
  private Path checkpoint;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      defaultValue = "data-parallel",
      description = StrategyName.DESCRIPTION + " (default: ${DEFAULT-VALUE}).")
  private String strategyName;

  @Mixin private DataOption data;

  /**
   * What a command does with a model.
   *
   * @param inference the model, its weights loaded
   * @param model its shapes
   * @param images what it is used on
   * @param steps how long it was trained
   */
  record Use(Inference inference, LoweredModel model, Dataset images, long steps) {}

  /**
   * {@return what a command makes of the model}
   *
   * @param command what it does
   * @param whole whether on all images, else on those for testing
   */
  <T> T use(Function<Use, T> command, boolean whole) {
    Machine machine = machineOptions.machine();
    LoweredModel model = modelOptions.lower(machine.processorCount());
    Kernels kernels = machineOptions.kernels(model);
    Strategy strategy = StrategyName.resolve(strategyName, model, machine);
    Dataset images =
        whole
            ? Datasets.whole(data, modelOptions.entry(), model.batch(), modelOptions.seed())
            : Datasets.open(data, modelOptions.entry(), 1, modelOptions.seed()).testing();
    try (var inference =
        new Inference(model, machine, strategy.configurations(model, machine), kernels, images)) {
      long steps = inference.load(checkpoint);
      return command.apply(new Use(inference, model, images, steps));
    }
  }
}
