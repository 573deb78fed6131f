package org.soapstone.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.tasks.instances.FieldData;

class TrainingBenchTest {
  private static TrainingOptions options(String model) {
    return new TrainingOptions(
        List.of(model), OptionalInt.of(2), List.of(1), 1, 1, 1, Optional.empty());
  }

  @Test
  void networksTrainWithoutAPeer() {
    List<TrainingRow> rows = new ArrayList<>();
    new TrainingBench(options("lenet")).run(rows::add, _ -> {});
    assertThat(rows)
        .singleElement()
        .satisfies(row -> {
          assertThat(row.system()).isEqualTo("soapstone");
          assertThat(row.batch()).isEqualTo(2);
          assertThat(row.samplesPerSecond()).isPositive();
          assertThat(row.ratioToPyTorch()).isEmpty();
          // Ten classes, and weights that know nothing.
          assertThat(row.firstLoss()).isBetween(1.5, 4.0);
        });
  }

  @Test
  void aNetworkIsDescribedLineByLineWithAllItsElements(@TempDir Path folder) throws IOException {
    TrainingModels lenet = TrainingModels.named("lenet");
    LoweredModel model = LoweredModel.of(lenet.model(2));
    PeerFiles.describe(model, folder);
    List<String> lines = Files.readAllLines(folder.resolve("network.txt"));
    assertThat(lines).hasSameSizeAs(model.network());
    assertThat(lines.get(0)).isEqualTo("input\timage\t\t\timage:F:2x28x28x1 image.labels:I:2\t");
    assertThat(lines.get(1))
        .isEqualTo(
            "conv2d\tconv1\t5x5 stride 1x1 pad 2x2\timage\tconv1:F:2x28x28x6\t"
                + "conv1.weight:F:6x5x5x1 conv1.bias:F:6");
    try (var soapstone = new SoapstoneTraining(model, 1, new FixedBatch(lenet.classes()))) {
      List<FieldData> weights =
          SoapstoneTraining.weights(model).stream().map(soapstone::read).toList();
      PeerFiles.append(weights, folder);
    }
    assertThat(Files.size(folder.resolve("tensors.bin"))).isEqualTo(61_706L * Float.BYTES);
  }

  @Test
  void unknownNetworksAreRefused() {
    assertThatThrownBy(() -> options("lenet6"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no network 'lenet6' to measure; choose from [lenet,");
  }
}
