package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.kernels.ReferenceKernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.Adam;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.LearningRate;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;

/** What is trained is used: from a checkpoint, at another batch, under another strategy. */
class InferenceTest {
  private static final StepRule RULE =
      StepRule.of(Adam.of(LearningRate.constant(0.01))).microBatches(2);
  private static final Stripes OTHERS = new Stripes(53, 7, 1, 3);

  @TempDir Path folder;

  private Trainer trained(String strategy, int steps) {
    LoweredModel model = SmallNetwork.lowered(FieldType.FLOAT64, 6, RULE);
    return SmallNetwork.trainer(model, strategy, TestMachines.split(2))
        .steps(steps)
        .test(OTHERS)
        .checkpoints(folder, 10)
        .build();
  }

  private static Inference inference(FieldType type, int batch, String strategy) {
    LoweredModel model = SmallNetwork.lowered(type, batch, StepRule.of(new Sgd(1, 0, 0)));
    Machine machine = TestMachines.shared(3);
    return new Inference(
        model,
        machine,
        Strategies.named(strategy, model, machine).configurations(model, machine),
        new ReferenceKernels(),
        OTHERS);
  }

  @Test
  void evaluatesAndPredictsAsTheTrainingDoes() {
    BatchMetrics expected;
    try (Trainer trainer = trained("channel-split", 60)) {
      expected = trainer.run().test().orElseThrow();
    }
    for (int batch : new int[] {1, 7, 53, 64}) {
      try (Inference inference =
          inference(FieldType.FLOAT64, batch, batch > 3 ? "data-parallel" : "single")) {
        assertThat(inference.load(folder)).isEqualTo(60);
        BatchMetrics found = inference.evaluate();
        assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-12));
        assertThat(found.correct()).isEqualTo(expected.correct());
        assertThat(found.count()).isEqualTo(53);
        List<Integer> told = new ArrayList<>();
        long[] correct = {0};
        inference.predict((index, values) -> {
          told.add(index);
          assertThat(Arrays.stream(values).sum()).isCloseTo(1, within(1e-12));
          correct[0] += argmax(values) == OTHERS.label(index) ? 1 : 0;
        });
        assertThat(told).hasSize(53).isSorted();
        assertThat(correct[0]).isEqualTo(expected.correct());
      }
    }
  }

  private static int argmax(double[] values) {
    int greatest = 0;
    for (int i = 1; i < values.length; i++) {
      greatest = values[i] > values[greatest] ? i : greatest;
    }
    return greatest;
  }

  @Test
  void aCheckpointOfOneStrategyGoesOnUnderAnother() {
    double[] whole;
    try (Trainer trainer = trained("single", 25)) {
      whole = trainer.run().losses().toArray();
    }
    for (String strategy : List.of("data-parallel", "channel-split", "random:3")) {
      LoweredModel model = SmallNetwork.lowered(FieldType.FLOAT64, 6, RULE);
      try (Trainer saved = trained("single", 20);
          Trainer loaded =
              SmallNetwork.trainer(model, strategy, TestMachines.shared(2)).steps(25).build()) {
        saved.run();
        loaded.load(new CheckpointFolder(folder).file(20));
        for (Tensor weight : model.weights()) {
          for (Part part : List.of(Part.VALUE, Part.MEAN, Part.MEAN_SQUARE)) {
            assertThat(loaded.read(weight, part)).isEqualTo(saved.read(weight, part));
          }
        }
        assertThat(loaded.run().losses().toArray())
            .as(strategy)
            .containsExactly(Arrays.copyOfRange(whole, 20, 25), within(1e-10));
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Inference inference = inference(FieldType.FLOAT64, 5, "single")) {
      assertThatThrownBy(() -> inference.load(folder))
          .hasMessageContaining("there is no checkpoint in folder");
    }
    try (Trainer trainer = trained("single", 1)) {
      trainer.run();
    }
    try (Inference inference = inference(FieldType.FLOAT32, 5, "single")) {
      assertThatThrownBy(() -> inference.load(folder))
          .hasMessageContaining("does not fit the model: 'conv.weight' is FLOAT64")
          .hasMessageContaining("; 'fc2.bias' is FLOAT64");
    }
    LoweredModel other =
        SmallNetwork.lowered(FieldType.FLOAT64, 6, StepRule.of(Adam.of(LearningRate.constant(1))));
    try (Trainer trainer =
        SmallNetwork.trainer(other, "single", TestMachines.shared(1))
            .seed(9)
            .checkpoints(folder, 10)
            .build()) {
      assertThatThrownBy(trainer::resume)
          .hasMessageContaining("is not of this training: its step is StepRule")
          .hasMessageContaining("; its seed of the shuffles is 4, not 9");
      trainer.loadWeights(folder);
      assertThat(trainer.stepsDone()).isZero();
    }
    try (Trainer trainer = SmallNetwork.trainer(other, "single", TestMachines.shared(1)).build()) {
      assertThatThrownBy(trainer::resume).isInstanceOf(IllegalStateException.class);
    }
  }
}
