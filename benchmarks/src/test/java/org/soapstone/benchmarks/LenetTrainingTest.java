package org.soapstone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.IdxFolder;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.dnn.training.TrainingResult;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;

/**
 * The same training of LeNet on MNIST under several strategies and on both local machines: one loss
 * curve. Whole (five epochs) with {@code -Dsoapstone.heavy=true}, the first steps otherwise.
 * Skipped where the data is not beside the project.
 */
class LenetTrainingTest {
  private static final boolean HEAVY = Boolean.getBoolean("soapstone.heavy");
  private static final List<String> STRATEGIES =
      List.of("data-parallel", "channel-split", "height-split");
  private static final int BATCH = 64;
  private static final int EPOCHS = 5;

  @TempDir private Path folder;

  private static Path mnist() {
    Optional<Path> found =
        Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
            .map(folder -> folder.resolveSibling("shared").resolve("data").resolve("mnist"))
            .filter(Files::isDirectory)
            .findFirst();
    assumeTrue(found.isPresent(), "MNIST is not in ../shared/data/mnist beside the project");
    return found.orElseThrow();
  }

  private static LoweredModel lenet(FieldType type) {
    ZooModel entry = Zoo.find("lenet");
    return LoweredModel.of(entry.build(BATCH, type), entry.optimizer(), 1);
  }

  private TrainingResult train(
      LoweredModel model, String strategy, Machine machine, String kernels, long steps, Path file) {
    DataSplit images = IdxFolder.open(mnist());
    try (Trainer trainer =
        Trainer.of(
                model,
                machine,
                Strategies.named(strategy, model, machine).configurations(model, machine),
                KernelCatalog.named(kernels))
            .train(images.training())
            .test(images.testing())
            .epochs(EPOCHS)
            .steps(steps)
            .seed(1)
            .build()) {
      TrainingResult result = trainer.run();
      trainer.save(file);
      return result;
    }
  }

  @Test
  void inFloat64TheWholeLossCurveIsTheSameUnderEveryStrategy() {
    LoweredModel model = lenet(FieldType.FLOAT64);
    long steps = HEAVY ? Long.MAX_VALUE : 6;
    Path file = folder.resolve("weights");
    double[] whole =
        train(model, "single", Machines.named("local").firstProcessors(1), "reference", steps, file)
            .losses()
            .toArray();
    for (String machine : List.of("local", "local-split")) {
      for (String strategy : STRATEGIES) {
        double[] split =
            train(
                    model,
                    strategy,
                    Machines.named(machine).firstProcessors(2),
                    "reference",
                    steps,
                    file)
                .losses()
                .toArray();
        assertThat(split).hasSameSizeAs(whole);
        double largest = 0;
        for (int step = 0; step < whole.length; step++) {
          largest = Math.max(largest, Math.abs(split[step] - whole[step]));
        }
        System.out.printf(
            "float64, %s on %s: %d steps, losses differ by at most %.2g%n",
            strategy, machine, whole.length, largest);
        assertThat(largest).as("%s on %s", strategy, machine).isLessThanOrEqualTo(1e-10);
      }
    }
  }

  @Test
  void inFloat32TheFirstStepsAgreeAndEveryRunHasTheSameBitsTwice() throws IOException {
    LoweredModel model = lenet(FieldType.FLOAT32);
    long steps = HEAVY ? Long.MAX_VALUE : 10;
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    TrainingResult whole =
        train(model, "single", Machines.named("local").firstProcessors(1), "onednn", steps, first);
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (String name : List.of("local", "local-split")) {
      Machine machine = Machines.named(name).firstProcessors(2);
      for (String strategy : STRATEGIES) {
        TrainingResult split = train(model, strategy, machine, "onednn", steps, first);
        for (int step = 0; step < 10; step++) {
          assertThat(split.losses().get(step))
              .as("%s on %s, step %d", strategy, name, step)
              .isCloseTo(whole.losses().get(step), within(1e-5));
        }
        train(model, strategy, machine, "onednn", steps, second);
        assertThat(Files.readAllBytes(second))
            .as("checkpoint of %s on %s, run twice", strategy, name)
            .isEqualTo(Files.readAllBytes(first));
        accuracies.put(strategy + " on " + name, split.test().orElseThrow().accuracy());
      }
    }
    if (HEAVY) {
      double accuracy = whole.test().orElseThrow().accuracy();
      System.out.printf("float32 accuracies: single %.4f, %s%n", accuracy, accuracies);
      accuracies.forEach(
          (run, other) -> assertThat(other).as(run).isCloseTo(accuracy, within(0.01)));
    }
  }
}
