package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.soapstone.dnn.Block;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.data.RandomSamples;
import org.soapstone.dnn.kernels.ReferenceKernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;

/** Networks trained under random strategies: but for rounding, one loss curve. */
class OneLossCurveTest {
  private static final boolean HEAVY = Boolean.getBoolean("soapstone.heavy");
  private static final int PROCESSORS = 4;
  private static final int BATCH = 5;
  private static final int STEPS = 20;
  private static final double ROUNDING = 1e-10;

  @Test
  void transformerBlock() {
    Model model = Model.named("transformer").batch(BATCH).elementType(FieldType.FLOAT64);
    Tensor tokens = model.tokens("tokens", 7, 11);
    Tensor labels = model.labels("labels", 7);
    Tensor x = model.embedding("embedding", tokens, 11, 12);
    Tensor normed = model.layerNorm("norm1", x);
    x = model.add("add1", x, model.multiHeadAttention("attention", normed, normed, 3, true));
    Tensor hidden = model.linear("up", model.layerNorm("norm2", x), 20);
    x = model.add("add2", x, model.linear("down", model.gelu("gelu", hidden), 12));
    model.softmaxCrossEntropy("loss", model.linear("head", x, 11), labels);
    check(model, STEPS, HEAVY ? 20 : 3);
  }

  @Test
  void inceptionModule() {
    Model model = Model.named("inception").batch(BATCH).elementType(FieldType.FLOAT64);
    Tensor x = model.input("image", 9, 7, 3);
    Block block = model.block("mixed");
    Tensor a = block.relu("a.relu", block.conv2d("a", x, 4, Kernel.of(1)));
    Tensor b = block.relu("b1.relu", block.conv2d("b1", x, 3, Kernel.of(1)));
    b = block.relu("b2.relu", block.conv2d("b2", b, 5, Kernel.of(5).pad(2)));
    Tensor c = block.relu("c1.relu", block.conv2d("c1", x, 4, Kernel.of(1)));
    c = block.relu("c2.relu", block.conv2d("c2", c, 6, Kernel.of(3).pad(1)));
    Tensor d = block.averagePool2d("d_pool", x, Kernel.of(3).pad(1));
    d = block.relu("d.relu", block.conv2d("d", d, 2, Kernel.of(1)));
    x = model.maxPool2d("pool", block.concat("concat", a, b, c, d), Kernel.of(3).stride(2));
    model.softmaxCrossEntropy("loss", model.linear("fc", model.flatten("flatten", x), 5));
    check(model, STEPS, HEAVY ? 20 : 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rnntc:vocabulary=9,layers=2,hidden=6,steps=5,block=2",
        "rnnlm:vocabulary=9,layers=2,hidden=6,steps=5,block=2,dropout=30",
        "nmt:vocabulary=9,layers=2,hidden=4,steps=4,block=2",
        "bert:vocabulary=9,layers=1,hidden=8,heads=2,steps=5",
        "gpt2:vocabulary=9,layers=1,hidden=8,heads=2,steps=5,dropout=20",
        "vit:side=8,patch=3,layers=1,hidden=8,heads=2,classes=4",
        "dlrm:tables=2,rows=7,channels=5,bag=2,values=3",
        "moe:hidden=6,experts=3"
      })
  void smallNetworksOfTheZoo(String name) {
    check(Zoo.find(name).build(BATCH, FieldType.FLOAT64), HEAVY ? STEPS : 4, HEAVY ? 20 : 2);
  }

  private static void check(Model built, int steps, int strategies) {
    LoweredModel model = LoweredModel.of(built, new Sgd(0.05, 0.9, 1e-3), 3);
    double[] whole = losses(model, "single", TestMachines.shared(1), steps);
    assertThat(whole).hasSize(steps).doesNotHaveDuplicates();
    if (steps == STEPS) {
      assertThat(whole[steps - 1]).as("trained").isLessThan(whole[0]);
    }
    List<String> names = new ArrayList<>(List.of("data-parallel", "expert"));
    for (int r = 0; r < strategies; r++) {
      names.add("random:" + (Seeds.seed() * 100 + r));
    }
    for (int i = 0; i < names.size(); i++) {
      Machine machine = TestMachines.both(PROCESSORS).get(i % 2);
      double[] split = losses(model, names.get(i), machine, steps);
      for (int step = 0; step < steps; step++) {
        assertThat(split[step])
            .as(
                "%s, %s on %s, step %d, seed %d",
                model.name(), names.get(i), machine.name(), step, Seeds.seed())
            .isCloseTo(whole[step], within(ROUNDING * whole[step]));
      }
    }
  }

  private static double[] losses(LoweredModel model, String strategy, Machine machine, int steps) {
    var configurations = Strategies.named(strategy, model, machine).configurations(model, machine);
    // One batch, so that even noise is learned.
    RandomSamples samples = new RandomSamples(BATCH, model.sampleForm(), 7);
    try (Trainer trainer =
        Trainer.of(model, machine, configurations, new ReferenceKernels())
            .train(samples)
            .epochs(steps)
            .seed(4)
            .build()) {
      return trainer.run().losses().toArray();
    }
  }
}
