package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.instances.FieldData;

/** Layers that use one weight: its gradient is the sum of those of its uses. */
class SharedWeightsTest {
  private static final List<String> UNROLLED = List.of("one", "two", "three");

  @TempDir Path folder;

  private static Model unrolled(boolean shared) {
    Model model = Model.named("unrolled").batch(6).elementType(FieldType.FLOAT64);
    Tensor x = model.flatten("flatten", model.input("image", 7, 7, 1));
    x = model.linear("in", x, 5);
    for (String layer : UNROLLED) {
      x = model.relu("relu-" + layer, model.linear(layer, x, 5));
    }
    model.softmaxCrossEntropy("loss", model.linear("out", x, 3));
    if (shared) {
      model.shareWeights("two", "one").shareWeights("three", "two");
    }
    return model;
  }

  private static LoweredModel lowered(boolean shared, double rate) {
    return LoweredModel.of(unrolled(shared), new Sgd(rate, 0, 0), 3);
  }

  private Map<String, FieldData> step(
      LoweredModel model, String strategy, Machine machine, Map<String, FieldData> start) {
    Path file = folder.resolve("start");
    try (Trainer trainer = SmallNetwork.trainer(model, strategy, machine).steps(1).build()) {
      trainer.save(file);
      Checkpoint own = Checkpoint.read(file);
      Map<String, FieldData> tensors = new LinkedHashMap<>(own.tensors());
      tensors.replaceAll((name, value) -> start.getOrDefault(name, value));
      new Checkpoint(own.model(), 0, own.course(), tensors).write(file);
      trainer.load(file);
      trainer.run();
      trainer.save(file);
    }
    return Checkpoint.read(file).tensors();
  }

  @Test
  void theGradientIsTheSumOverAllUses() {
    Map<String, FieldData> start;
    try (Trainer trainer =
        SmallNetwork.trainer(lowered(true, 1), "single", TestMachines.shared(1)).build()) {
      Path file = folder.resolve("first");
      trainer.save(file);
      start = new LinkedHashMap<>(Checkpoint.read(file).tensors());
    }
    assertThat(start.keySet())
        .containsExactly(
            "in.weight", "in.bias", "one.weight", "one.bias", "out.weight", "out.bias");
    for (String layer : UNROLLED) {
      start.put(layer + ".weight", start.get("one.weight"));
      start.put(layer + ".bias", start.get("one.bias"));
    }
    Map<String, FieldData> apart = step(lowered(false, 1), "single", TestMachines.shared(1), start);
    for (String strategy :
        List.of("single", "data-parallel", "channel-split", "random:" + Seeds.seed())) {
      Map<String, FieldData> together =
          step(lowered(true, 1), strategy, TestMachines.split(3), start);
      for (String part : List.of(".weight", ".bias")) {
        double[] expected = start.get("one" + part).doubles();
        for (String layer : UNROLLED) {
          double[] after = apart.get(layer + part).doubles();
          for (int i = 0; i < expected.length; i++) {
            expected[i] -= start.get("one" + part).doubles()[i] - after[i];
          }
        }
        assertThat(together.get("one" + part).doubles())
            .as("%s, %s", strategy, part)
            .containsExactly(expected, within(1e-13));
      }
      for (String other : List.of("in.weight", "out.weight")) {
        assertThat(together.get(other).doubles())
            .containsExactly(apart.get(other).doubles(), within(1e-13));
      }
    }
  }

  @Test
  void splitsAndMicroBatchesChangeLossesByRoundingOnly() {
    double[] expected = losses("single", StepRule.of(new Sgd(0.1, 0.9, 0.01)).clipNorm(1));
    for (String strategy : List.of("data-parallel", "channel-split", "random:5")) {
      assertThat(losses(strategy, StepRule.of(new Sgd(0.1, 0.9, 0.01)).clipNorm(1)))
          .as(strategy)
          .containsExactly(expected, within(1e-10));
    }
    assertThat(expected[19]).isLessThan(expected[0]);
  }

  private static double[] losses(String strategy, StepRule rule) {
    LoweredModel model = LoweredModel.of(unrolled(true), rule, 3);
    try (Trainer trainer =
        SmallNetwork.trainer(model, strategy, TestMachines.split(2)).steps(20).build()) {
      double[] losses = trainer.run().losses().toArray();
      assertThat(Arrays.stream(losses).allMatch(Double::isFinite)).isTrue();
      return losses;
    }
  }

  @Test
  void sharedWeightsCountOnceAndChangeTheFingerprint() {
    assertThat(unrolled(true).parameters()).isEqualTo(unrolled(false).parameters() - 2 * (25 + 5));
    assertThat(unrolled(true).fingerprint()).isNotEqualTo(unrolled(false).fingerprint());
    assertThat(unrolled(true).summary()).containsPattern("two +linear +6x5 +0 \\+ 30 shared");
    LoweredModel model = lowered(true, 1);
    assertThat(model.operators())
        .filteredOn(operator -> operator.updates())
        .extracting(operator -> operator.name())
        .containsExactly("in", "one", "out");
  }

  @Test
  void whatCannotBeSharedIsRefused() {
    assertThatThrownBy(() -> unrolled(false).shareWeights("one", "in"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'one.weight' 5x5")
        .hasMessageContaining("'in.weight' 5x49")
        .hasMessageContaining("must have one type and shape");
    assertThatThrownBy(() -> unrolled(false).shareWeights("one", "two"))
        .hasMessageContaining("not of an earlier layer");
    assertThatThrownBy(() -> unrolled(false).shareWeights("flatten", "one"))
        .hasMessageContaining("0 weights cannot be shared with the 2 of 'one'");
    assertThatThrownBy(() -> unrolled(false).shareWeight("two.weight", "nothing"))
        .hasMessage("model 'unrolled' has no weight 'nothing'");
  }
}
