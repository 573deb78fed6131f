package org.soapstone.cli;

import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.regions.FieldType;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which network, at which batch, in which element type. */
final class ModelOptions {
  private static final long MOST_SAMPLES = 1 << 20;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "A model (see 'soapstone models'), perhaps with settings: rnnlm:hidden=200,layers=1.")
  private String name;

  @ArgGroup private Batch batch = new Batch();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "Element type: float32 or float64 (default: ${DEFAULT-VALUE}).")
  private String type;

  @Mixin private ClasspathOption classpath;

  @Mixin private SeedOption seed;

  private ZooModel entry;

  /** Either of two ways to say the batch. */
  private static final class Batch {
    @Option(
        names = "--batch",
        paramLabel = "B",
        description = "Samples for each device in a batch (default: the model's own).")
    private Long perDevice;

    @Option(
        names = "--global-batch",
        paramLabel = "B",
        description = "Samples in a batch, over all devices.")
    private Long global;
  }

  /** {@return the model, of the zoo or of one's own} */
  ZooModel entry() {
    if (entry == null) {
      entry = classpath.catalog().find(name);
    }
    return entry;
  }

  /** {@return the seed of everything that is random} */
  long seed() {
    return seed.value();
  }

  private FieldType elementType() {
    return switch (type) {
      case "float32" -> FieldType.FLOAT32;
      case "float64" -> FieldType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "--dtype '%s': there is no such element type; take float32 or float64"
                  .formatted(type));
    };
  }

  /**
   * {@return the network, trained as it usually is, ready to be split}
   *
   * @param devices the number of processors
   */
  LoweredModel lower(int devices) {
    return lower(devices, StepRule.of(entry().optimizer()));
  }

  /**
   * {@return the network, ready to be split}
   *
   * @param devices the number of processors
   * @param rule what a step does with gradients
   */
  LoweredModel lower(int devices, StepRule rule) {
    return LoweredModel.of(
        entry().build(batch(devices, rule.microBatches()), elementType()), rule, seed());
  }

  /**
   * {@return the samples of a micro-batch, over all devices}
   *
   * @param devices the number of processors
   * @param microBatches the micro-batches of a step
   */
  long batch(int devices, int microBatches) {
    if (batch.global != null) {
      long samples = checked("--global-batch", batch.global, 1);
      if (samples % microBatches != 0) {
        throw new IllegalArgumentException(
            "--global-batch %d is not made of %d micro-batches; give a multiple of %d"
                .formatted(samples, microBatches, microBatches));
      }
      return samples / microBatches;
    }
    return batch.perDevice == null
        ? (long) entry().batchPerDevice() * devices
        : checked("--batch", batch.perDevice, devices);
  }

  private static long checked(String option, long value, int devices) {
    long most = MOST_SAMPLES / devices;
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s %d: a batch has at least 1 sample and at most %d; give a number from 1 to %d"
              .formatted(option, value, MOST_SAMPLES, most));
    }
    return value * devices;
  }
}
