package org.soapstone.dnn.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.DrawnDigits;
import org.soapstone.dnn.data.IdxFolder;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.dnn.training.TrainingResult;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;

class LeNetTrainingTest {
  private static final int BATCH = 64;
  private static final int FIRST_STEPS = 10;

  private static Trainer trainer(
      FieldType type,
      String kernels,
      String strategy,
      Machine machine,
      DataSplit images,
      int epochs,
      long steps) {
    ZooModel entry = Zoo.find("lenet");
    LoweredModel model = LoweredModel.of(entry.build(BATCH, type), entry.optimizer(), 1);
    var configurations = Strategies.named(strategy, model, machine).configurations(model, machine);
    return Trainer.of(model, machine, configurations, KernelCatalog.named(kernels))
        .train(images.training())
        .test(images.testing())
        .epochs(epochs)
        .steps(steps)
        .seed(1)
        .build();
  }

  private static double[] firstLosses(
      FieldType type, String kernels, String strategy, Machine machine) {
    DataSplit digits = DataSplit.of(DrawnDigits.of(1000, 1), BATCH * FIRST_STEPS, 10);
    try (Trainer trainer = trainer(type, kernels, strategy, machine, digits, 1, FIRST_STEPS)) {
      return trainer.run().losses().toArray();
    }
  }

  private static void compareStrategies(FieldType type, String kernels, double tolerance) {
    double[] whole = firstLosses(type, kernels, "single", TestMachines.shared(1));
    for (String strategy : List.of("data-parallel", "channel-split", "height-split")) {
      for (Machine machine : TestMachines.both(3)) {
        double[] split = firstLosses(type, kernels, strategy, machine);
        assertThat(split).hasSize(FIRST_STEPS);
        for (int step = 0; step < FIRST_STEPS; step++) {
          assertThat(split[step])
              .as("%s on %s, step %d", strategy, machine.name(), step)
              .isCloseTo(whole[step], within(tolerance * whole[step]));
        }
      }
    }
  }

  @Test
  void strategiesBeginAlikeInSinglePrecisionWithOneDnn() {
    assumeTrue(KernelCatalog.isAvailable("onednn"), KernelCatalog.availability("onednn"));
    compareStrategies(FieldType.FLOAT32, "onednn", 1e-5);
  }

  @Test
  void strategiesBeginAlikeInDoublePrecision() {
    compareStrategies(FieldType.FLOAT64, "reference", 1e-10);
  }

  /** Ninety-seven of a hundred test images of MNIST, after five epochs on 8,000: heavy. */
  @Test
  void learnsToReadDigits() {
    assumeTrue(Boolean.getBoolean("soapstone.heavy"), "heavy: -Dsoapstone.heavy=true");
    Optional<Path> mnist = mnist();
    assumeTrue(mnist.isPresent(), "there is no folder shared/data/mnist beside the project");
    String kernels = KernelCatalog.isAvailable("onednn") ? "onednn" : "reference";
    try (Trainer trainer =
        trainer(
            FieldType.FLOAT32,
            kernels,
            "data-parallel",
            TestMachines.shared(2),
            IdxFolder.open(mnist.get()),
            5,
            Long.MAX_VALUE)) {
      TrainingResult result = trainer.run();
      assertThat(result.steps()).isEqualTo(5 * 8000 / BATCH);
      assertThat(result.test().orElseThrow().count()).isEqualTo(2000);
      assertThat(result.test().orElseThrow().accuracy()).isGreaterThanOrEqualTo(0.97);
    }
  }

  private static Optional<Path> mnist() {
    return Stream.iterate(
            Path.of("").toAbsolutePath(), folder -> folder != null, folder -> folder.getParent())
        .map(folder -> folder.resolve("shared/data/mnist"))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
