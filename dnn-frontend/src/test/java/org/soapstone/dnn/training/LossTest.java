package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.ReferenceKernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;

/** Losses on values in whole trainings, their metrics, and what is refused. */
class LossTest {

  /** A plane: the targets are two linear functions of the four values of an image. */
  private record Plane(int size) implements Dataset {
    @Override
    public String name() {
      return "plane";
    }

    @Override
    public int height() {
      return 2;
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public int classes() {
      return 0;
    }

    @Override
    public void load(int index, float[] into) {
      SplittableRandom random = new SplittableRandom(index);
      for (int i = 0; i < 4; i++) {
        into[i] = (float) random.nextDouble(-1, 1);
      }
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public int targets() {
      return 2;
    }

    @Override
    public void target(int index, float[] into) {
      float[] x = new float[4];
      load(index, x);
      into[0] = x[0] - 2 * x[1] + 0.5f;
      into[1] = x[2] + x[3];
    }
  }

  private static Model model(int batch) {
    return Model.named("fit").batch(batch).elementType(FieldType.FLOAT64);
  }

  private static Tensor body(Model model, int outputs) {
    Tensor x = model.flatten("flatten", model.input("x", 2, 2, 1));
    return model.linear("fc", x, outputs);
  }

  private static TrainingResult train(Model model, Dataset data, int steps) {
    LoweredModel lowered = LoweredModel.of(model, new Sgd(0.2, 0.9, 0), 1);
    Machine machine = TestMachines.split(2);
    try (Trainer trainer =
        Trainer.of(
                lowered,
                machine,
                Strategies.named("data-parallel", lowered, machine)
                    .configurations(lowered, machine),
                new ReferenceKernels())
            .train(data)
            .test(data)
            .epochs(steps)
            .steps(steps)
            .build()) {
      return trainer.run();
    }
  }

  @Test
  void linearFunctionsAreFittedBySquaresAndByMagnitudes() {
    Model squares = model(20);
    squares.meanSquaredError("loss", body(squares, 2), squares.target("y", 2));
    TrainingResult result = train(squares, new Plane(200), 150);
    BatchMetrics test = result.test().orElseThrow();
    assertThat(test.loss()).isLessThan(1e-5);
    assertThat(test.count()).isEqualTo(200);
    assertThat(test.accuracy()).isNaN();
    Model magnitudes = model(20);
    magnitudes.meanAbsoluteError("loss", body(magnitudes, 2), magnitudes.target("y", 2));
    result = train(magnitudes, new Plane(200), 150);
    assertThat(result.test().orElseThrow().loss()).isLessThan(result.firstLoss() / 5);
  }

  @Test
  void aDenseCrossEntropyWithOneHotTargetsIsTheSparseOne() {
    Stripes stripes = new Stripes(90, 2, 1, 3);
    Model sparse = model(9);
    sparse.softmaxCrossEntropy("loss", body(sparse, 3));
    Model dense = model(9);
    dense.crossEntropy("loss", body(dense, 3), dense.target("y", 3));
    TrainingResult one = train(sparse, stripes, 20);
    TrainingResult other = train(dense, stripes, 20);
    assertThat(other.losses().toArray()).containsExactly(one.losses().toArray(), within(1e-12));
    assertThat(other.test().orElseThrow().correct()).isEqualTo(one.test().orElseThrow().correct());
    assertThat(other.test().orElseThrow().amongFive()).isEqualTo(90);
  }

  @Test
  void lossesAddUpWithTheirWeights() {
    Stripes stripes = new Stripes(90, 2, 1, 3);
    Model one = model(9);
    one.softmaxCrossEntropy("loss", body(one, 3));
    Model two = model(9);
    Tensor logits = body(two, 3);
    two.softmaxCrossEntropy("first", logits, two.input().labels(), 0.25);
    two.softmaxCrossEntropy("second", logits, two.labels("labels"), 0.75);
    TrainingResult whole = train(one, stripes, 20);
    TrainingResult parts = train(two, stripes, 20);
    assertThat(parts.losses().toArray()).containsExactly(whole.losses().toArray(), within(1e-12));
    BatchMetrics test = parts.test().orElseThrow();
    assertThat(test.count()).isEqualTo(2 * 90);
    assertThat(test.accuracy()).isEqualTo(whole.test().orElseThrow().accuracy());
  }

  @Test
  void binaryCrossEntropyTellsClassesApart() {
    Model model = model(10);
    model.binaryCrossEntropy("loss", body(model, 2), model.target("y", 2));
    TrainingResult result = train(model, new Stripes(60, 2, 1, 2), 60);
    assertThat(result.firstLoss()).isBetween(0.3, 1.2);
    assertThat(result.test().orElseThrow().accuracy()).isGreaterThan(0.9);
  }

  @Test
  void metricsAddUp() {
    BatchMetrics sum =
        Arrays.stream(new long[] {0, 4, 5, -1})
            .mapToObj(rank -> BatchMetrics.of(0.5, rank))
            .reduce(BatchMetrics.NONE, BatchMetrics::plus);
    assertThat(sum).isEqualTo(new BatchMetrics(2, 4, 4, 1, 2));
    assertThat(sum.loss()).isEqualTo(0.5);
    assertThat(sum.perplexity()).isEqualTo(Math.exp(0.5));
    assertThat(sum.accuracy()).isEqualTo(0.25);
    assertThat(sum.topFiveAccuracy()).isEqualTo(0.5);
    assertThat(BatchMetrics.of(3).accuracy()).isNaN();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Model model = model(4);
    Tensor x = body(model, 2);
    Tensor y = model.target("y", 3);
    assertThatThrownBy(() -> model.meanSquaredError("loss", x, y))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("layer 'loss' (mean_squared_error)")
        .hasMessageContaining("'fc' 4x2")
        .hasMessageContaining("'y' 4x3");
    assertThatThrownBy(() -> model.softmaxCrossEntropy("loss", x, model.labels("steps", 3)))
        .hasMessageContaining("there must be a label for each row");
    assertThatThrownBy(() -> model.softmaxCrossEntropy("loss", x, model.labels("labels"), 0))
        .hasMessageContaining("weight 0.0; it must be finite and more than 0");
    Model two = model(4);
    two.meanSquaredError("loss", body(two, 1), two.target("y", 1));
    assertThatThrownBy(() -> train(two, new Plane(8), 1))
        .hasMessageContaining("has 2 target values for a sample, but model 'fit' predicts 1");
    Model classes = model(4);
    classes.softmaxCrossEntropy("loss", body(classes, 2));
    assertThatThrownBy(() -> train(classes, new Plane(8), 1)).hasMessageContaining("no classes");
  }
}
