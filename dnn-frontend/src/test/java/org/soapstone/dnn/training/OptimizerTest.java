package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.Adam;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.LearningRate;
import org.soapstone.dnn.operators.Optimizer;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.tracing.TraceCounts;

/** Update rules as launches against the formulas of their papers on plain arrays. */
class OptimizerTest {
  private static final int BATCH = 6;
  private static final int STEPS = 12;
  private static final LearningRate RATE = new LearningRate.Cosine(0.05, 0.01, 9).warmUp(3);

  static List<StepRule> rules() {
    return List.of(
        StepRule.of(new Sgd(0.05, 0, 0.01)),
        StepRule.of(new Sgd(RATE, 0.9, false, 0.01)),
        StepRule.of(new Sgd(RATE, 0.9, true, 0)).clipNorm(0.5),
        StepRule.of(Adam.of(RATE)),
        StepRule.of(new Adam(RATE, 0.8, 0.95, 1e-6, 0.02, false)).microBatches(3),
        StepRule.of(Adam.decoupled(RATE, 0.02)).clipNorm(0.3).microBatches(2));
  }

  /** What a weight and its state are after each step, by the papers. */
  private static final class Oracle {
    private final StepRule rule;
    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final Map<String, double[]> first = new LinkedHashMap<>();
    private final Map<String, double[]> second = new LinkedHashMap<>();

    Oracle(StepRule rule) {
      this.rule = rule;
    }

    void start(String name, double[] values) {
      weights.put(name, values);
      first.put(name, new double[values.length]);
      second.put(name, new double[values.length]);
    }

    void step(long step, Map<String, double[]> gradientSums) {
      Map<String, double[]> gradients = new LinkedHashMap<>();
      double squares = 0;
      for (var entry : gradientSums.entrySet()) {
        double[] mean = Arrays.stream(entry.getValue()).map(g -> g / rule.microBatches()).toArray();
        squares += Arrays.stream(mean).map(g -> g * g).sum();
        gradients.put(entry.getKey(), mean);
      }
      double clip = Math.min(1, rule.clipNorm() / Math.sqrt(squares));
      weights.forEach((name, w) -> {
        for (int i = 0; i < w.length; i++) {
          change(step, name, i, gradients.get(name)[i] * clip);
        }
      });
    }

    private void change(long step, String name, int i, double gradient) {
      double[] w = weights.get(name);
      double[] m = first.get(name);
      double[] v = second.get(name);
      double rate = rule.optimizer().rate().at(step);
      switch (rule.optimizer()) {
        case Sgd sgd -> {
          double g = gradient + sgd.decay() * w[i];
          m[i] = sgd.momentum() * m[i] + g;
          w[i] -= rate * (sgd.nesterov() ? g + sgd.momentum() * m[i] : m[i]);
        }
        case Adam adam -> {
          double g = adam.decoupled() ? gradient : gradient + adam.decay() * w[i];
          m[i] = adam.beta1() * m[i] + (1 - adam.beta1()) * g;
          v[i] = adam.beta2() * v[i] + (1 - adam.beta2()) * g * g;
          double mean = m[i] / (1 - Math.pow(adam.beta1(), (double) step + 1));
          double square = v[i] / (1 - Math.pow(adam.beta2(), (double) step + 1));
          double old = w[i];
          w[i] -= rate * mean / (Math.sqrt(square) + adam.epsilon());
          w[i] -= adam.decoupled() ? rate * adam.decay() * old : 0;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyStepIsThePapersWhateverTheStrategy(StepRule rule) {
    everyStepIsThePapers(rule, "single", TestMachines.shared(1));
    everyStepIsThePapers(rule, "channel-split", TestMachines.split(3));
    everyStepIsThePapers(rule, "random:" + Seeds.seed(), TestMachines.shared(3));
  }

  private static void everyStepIsThePapers(StepRule rule, String strategy, Machine machine) {
    LoweredModel model = SmallNetwork.lowered(FieldType.FLOAT64, BATCH / rule.microBatches(), rule);
    Oracle oracle = new Oracle(rule);
    try (Trainer trainer =
        SmallNetwork.trainer(model, strategy, machine).steps(STEPS).stepsAhead(1).build()) {
      for (Tensor weight : model.weights()) {
        oracle.start(weight.name(), trainer.read(weight, Part.VALUE).doubles());
      }
      trainer.run(
          new TrainingListener() {
            @Override
            public void step(long step, long steps, BatchMetrics metrics, long nanos) {
              String where = "%s, %s, step %d".formatted(rule, strategy, step);
              compare(where, step, model, trainer, oracle);
            }
          });
    }
  }

  private static void compare(
      String where, long step, LoweredModel model, Trainer trainer, Oracle oracle) {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    for (Tensor weight : model.weights()) {
      gradients.put(weight.name(), trainer.read(weight, Part.GRADIENT).doubles());
    }
    oracle.step(step, gradients);
    for (Tensor weight : model.weights()) {
      double[] expected = oracle.weights.get(weight.name());
      assertThat(trainer.read(weight, Part.VALUE).doubles())
          .as("%s, %s", where, weight)
          .containsExactly(expected, within(1e-12 * greatest(expected)));
    }
  }

  private static double greatest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  private static double[] losses(StepRule rule, String strategy, Machine machine) {
    LoweredModel model = SmallNetwork.lowered(FieldType.FLOAT64, 12 / rule.microBatches(), rule);
    try (Trainer trainer = SmallNetwork.trainer(model, strategy, machine).steps(16).build()) {
      return trainer.run().losses().toArray();
    }
  }

  @Test
  void microBatchesAndSplitsChangeLossesByRoundingOnly() {
    for (Optimizer optimizer : List.of(new Sgd(RATE, 0.9, true, 0.01), Adam.decoupled(RATE, 0.1))) {
      StepRule whole = StepRule.of(optimizer).clipNorm(0.7);
      double[] expected = losses(whole, "single", TestMachines.shared(1));
      for (int microBatches : new int[] {1, 2, 4}) {
        StepRule rule = whole.microBatches(microBatches);
        for (String strategy : List.of("data-parallel", "channel-split")) {
          assertThat(losses(rule, strategy, TestMachines.split(3)))
              .as("%s, %s", rule, strategy)
              .containsExactly(expected, within(1e-9));
        }
      }
    }
  }

  @Test
  void clippingChangesLossesWhereGradientsAreLong() {
    StepRule free = StepRule.of(new Sgd(0.05, 0.9, 0));
    Machine machine = TestMachines.shared(1);
    assertThat(losses(free.clipNorm(1e6), "single", machine))
        .isEqualTo(losses(free, "single", machine));
    assertThat(losses(free.clipNorm(0.1), "single", machine))
        .isNotEqualTo(losses(free, "single", machine));
  }

  @Test
  void schedulesDoNotBreakTheTrace() {
    StepRule rule = StepRule.of(Adam.decoupled(RATE, 0.02)).clipNorm(0.3).microBatches(2);
    LoweredModel model = SmallNetwork.lowered(FieldType.FLOAT32, 6, rule);
    try (Trainer trainer =
        SmallNetwork.trainer(model, "data-parallel", TestMachines.split(2)).steps(30).build()) {
      trainer.run();
      assertThat(trainer.traces()).hasSize(1);
      TraceCounts step = trainer.traces().getFirst();
      assertThat(step.replayed()).isGreaterThanOrEqualTo(24);
      assertThat(step.recorded() + step.replayed()).isEqualTo(30);
    }
  }

  @Test
  void schedulesAreWhatTheyAreCalled() {
    assertThat(rates(LearningRate.constant(2), 0, 7)).containsExactly(2, 2);
    assertThat(rates(new LearningRate.InverseTime(1, 0.5), 0, 2)).containsExactly(1, 0.5);
    assertThat(rates(new LearningRate.Steps(1, 0.5, 3), 0, 2, 3, 8)).containsExactly(1, 1, .5, .25);
    assertThat(rates(new LearningRate.Linear(1, 0, 4), 0, 1, 4, 9)).containsExactly(1, .75, 0, 0);
    assertThat(rates(new LearningRate.Cosine(1, 0.5, 4), 0, 2, 4, 9))
        .containsExactly(new double[] {1, 0.75, 0.5, 0.5}, within(1e-15));
    assertThat(rates(LearningRate.constant(1).warmUp(3), 0, 1, 2, 3, 4))
        .containsExactly(0.25, 0.5, 0.75, 1, 1);
    assertThat(rates(new LearningRate.Linear(1, 0, 4).warmUp(1), 0, 1, 2, 5))
        .containsExactly(0.5, 1, 0.75, 0);
  }

  private static double[] rates(LearningRate schedule, long... steps) {
    return Arrays.stream(steps).mapToDouble(schedule::at).toArray();
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Sgd(0, 0, 0))
        .hasMessage("learning rate 0.0; it must be greater than 0");
    assertThatThrownBy(() -> new Sgd(RATE, 0, true, 0)).hasMessageContaining("Nesterov");
    assertThatThrownBy(() -> new Sgd(1, 1, 0)).hasMessageContaining("momentum 1.0; it must be");
    assertThatThrownBy(() -> new Adam(RATE, 0.9, 1.5, 1e-8, 0, false))
        .hasMessage("beta2 1.5; it must be at least 0 and less than 1");
    assertThatThrownBy(() -> new Adam(RATE, 0.9, 0.9, 0, 0, false)).hasMessageContaining("epsilon");
    assertThatThrownBy(() -> new LearningRate.Cosine(1, 0, 0)).hasMessageContaining("0 steps");
    assertThatThrownBy(() -> StepRule.of(Adam.of(RATE)).clipNorm(0))
        .hasMessage("clipping to norm 0.0; it must be greater than 0");
    assertThatThrownBy(() -> StepRule.of(Adam.of(RATE)).microBatches(0))
        .hasMessageContaining("micro-batches: 0");
  }
}
