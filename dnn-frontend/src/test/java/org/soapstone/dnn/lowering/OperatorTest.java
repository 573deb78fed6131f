package org.soapstone.dnn.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.soapstone.dnn.Degrees;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.ReferenceKernels;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.SoftmaxCrossEntropy;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.regions.FieldType;

/**
 * Every operator, in every combination of degrees of at most four tiles on processors that are
 * drawn, against the unsplit operator; and the unsplit operator's gradients against finite
 * differences.
 */
class OperatorTest {
  private static final int PROCESSORS = 4;
  private static final int MOST_TILES = 4;
  private static final boolean HEAVY = Boolean.getBoolean("soapstone.heavy");

  private record Setting(String kernels, FieldType type, double tolerance) {}

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("reference", FieldType.FLOAT64, 1e-12),
          new Setting("reference", FieldType.FLOAT32, 1e-5),
          new Setting("onednn", FieldType.FLOAT32, 1e-5));

  @TestFactory
  List<DynamicTest> everySplitComputesWhatTheWholeDoes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OperatorCase each : OperatorCase.all()) {
      for (Machine machine : TestMachines.both(PROCESSORS)) {
        for (Setting setting : SETTINGS) {
          String name =
              "%s, %s, %s, %s".formatted(each, machine.name(), setting.kernels, setting.type);
          tests.add(DynamicTest.dynamicTest(name, () -> compareSplits(each, machine, setting)));
        }
      }
    }
    return tests;
  }

  private static void compareSplits(OperatorCase each, Machine machine, Setting setting) {
    assumeTrue(
        KernelCatalog.isAvailable(setting.kernels), KernelCatalog.availability(setting.kernels));
    Kernels kernels = KernelCatalog.named(setting.kernels);
    Source source = each.source().apply(setting.type);
    Operator operator = each.operator().apply(source);
    RandomGenerator random = Seeds.random(machine.name().hashCode());
    try (var harness = new OperatorHarness(source, operator, machine, kernels)) {
      int dims = operator.dimensions().size();
      Map<String, double[]> whole = harness.passes(ParallelConfig.single(dims, 0));
      for (ImmutableIntArray degrees : sample(operator.dimensions(), random)) {
        ParallelConfig config = Degrees.place(degrees, PROCESSORS, random);
        assertSame(each + " " + config, setting.tolerance, whole, harness.passes(config));
      }
      if (!operator.evaluation().equals(operator.forward())) {
        Map<String, double[]> used = harness.evaluation(ParallelConfig.single(dims, 0));
        for (ImmutableIntArray degrees : sample(operator.dimensions(), random)) {
          ParallelConfig config = Degrees.place(degrees, PROCESSORS, random);
          String what = each + " evaluated " + config;
          assertSame(what, setting.tolerance, used, harness.evaluation(config));
        }
      }
      if (!operator.weights().isEmpty()) {
        var dimensions = operator.space().updateDimensions();
        Map<String, double[]> updated = harness.update(ParallelConfig.single(1, 0));
        for (ImmutableIntArray degrees : Degrees.all(dimensions, MOST_TILES)) {
          ParallelConfig config = Degrees.place(degrees, PROCESSORS, random);
          assertSame(
              each + " update " + config, setting.tolerance, updated, harness.update(config));
        }
      }
    }
  }

  /**
   * {@return all degrees of at most four tiles when heavy, or where they are few; else some, among
   * them each dimension cut alone}
   */
  private static List<ImmutableIntArray> sample(
      List<Dimension> dimensions, RandomGenerator random) {
    List<ImmutableIntArray> all = new ArrayList<>(Degrees.all(dimensions, MOST_TILES));
    int most = HEAVY ? 500 : dimensions.size() + 4;
    List<ImmutableIntArray> chosen = new ArrayList<>();
    if (all.size() > most) {
      for (int d = 0; d < dimensions.size(); d++) {
        int alone = d;
        int degree = (int) Math.min(2 + random.nextInt(2), dimensions.get(d).extent());
        chosen.add(
            ImmutableIntArray.copyOf(
                IntStream.range(0, dimensions.size()).map(i -> i == alone ? degree : 1)));
      }
    }
    while (chosen.size() < most && !all.isEmpty()) {
      chosen.add(all.remove(all.size() > most ? random.nextInt(all.size()) : 0));
    }
    return chosen;
  }

  private static void assertSame(
      String what, double tolerance, Map<String, double[]> whole, Map<String, double[]> split) {
    assertThat(split.keySet()).isEqualTo(whole.keySet());
    whole.forEach((tensor, expected) -> {
      double magnitude = 0;
      double difference = 0;
      double[] found = split.get(tensor);
      for (int i = 0; i < expected.length; i++) {
        magnitude = Math.max(magnitude, Math.abs(expected[i]));
        double error = Math.abs(expected[i] - found[i]);
        difference = error <= difference ? difference : error;
      }
      assertThat(difference)
          .as("%s: greatest error of %s, seed %d", what, tensor, Seeds.seed())
          .isLessThanOrEqualTo(tolerance * magnitude);
    });
  }

  @TestFactory
  List<DynamicTest> gradientsAreDerivatives() {
    return OperatorCase.all().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> compareDerivatives(each)))
        .toList();
  }

  private static void compareDerivatives(OperatorCase each) {
    Source source = each.source().apply(FieldType.FLOAT64);
    Operator operator = each.operator().apply(source);
    assumeTrue(!operator.backward().isEmpty(), "there is no gradient");
    List<Tensor> variables = new ArrayList<>();
    source.outputs().stream().filter(Tensor::differentiable).forEach(variables::add);
    operator.weights().stream().map(Weight::tensor).forEach(variables::add);
    try (var harness =
        new OperatorHarness(source, operator, TestMachines.shared(1), new ReferenceKernels())) {
      RandomGenerator random = Seeds.random(7);
      ParallelConfig whole = ParallelConfig.single(operator.dimensions().size(), 0);
      Map<String, double[]> found = harness.passes(whole);
      for (Tensor variable : variables) {
        double[] gradient = found.get(variable.name() + ".gradient");
        double[] values = harness.given(variable, Part.VALUE);
        for (int sample = 0; sample < 8; sample++) {
          int i = random.nextInt(values.length);
          double step = 1e-6;
          double up = objective(harness, operator, variable, values, i, step, whole);
          double down = objective(harness, operator, variable, values, i, -step, whole);
          assertThat((up - down) / (2 * step))
              .as("%s: derivative by %s[%d], seed %d", each, variable.name(), i, Seeds.seed())
              .isCloseTo(gradient[i], within(1e-7));
        }
        harness.give(variable, Part.VALUE, values);
      }
    }
  }

  /**
   * {@return what the gradients are the derivatives of: the mean loss times what it counts, or the
   * output weighted with its gradient}
   */
  private static double objective(
      OperatorHarness harness,
      Operator operator,
      Tensor variable,
      double[] values,
      int index,
      double step,
      ParallelConfig whole) {
    double[] moved = values.clone();
    moved[index] += step;
    harness.give(variable, Part.VALUE, moved);
    Map<String, double[]> found = harness.passes(whole);
    if (!operator.output().differentiable()) {
      double[] metrics = found.get("metrics");
      double weight = operator instanceof SoftmaxCrossEntropy loss ? loss.weight() : 1;
      return weight * metrics[0] / metrics[2];
    }
    double sum = 0;
    for (Tensor output : operator.outputs()) {
      if (output.differentiable()) {
        double[] weights = harness.given(output, Part.GRADIENT);
        double[] outputs = found.get(output.name());
        for (int i = 0; i < outputs.length; i++) {
          sum += outputs[i] * weights[i];
        }
      }
    }
    return sum;
  }
}
