package org.soapstone.examples;

import java.util.Optional;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.DrawnDigits;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.dnn.training.TrainingListener;
import org.soapstone.dnn.training.TrainingResult;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;

/**
 * For modelers: a network of one's own learns to tell digits.
 *
 * <p>What to learn: a {@link Model} is its layers and says nothing of processors. Lowered, it is a
 * <i>search space</i>: the ways in which each operator can be split and placed. A {@link Planner}
 * searches it with a simulator and finds a <i>strategy</i>; a {@link Trainer} trains under it. Any
 * strategy trains the same network, only at another speed.
 */
public final class TinyNetwork {
  private static final int BATCH = 64;
  private static final long SEED = 1;

  private TinyNetwork() {}

  /** {@return the network: a convolution, a branch of two poolings, a classifier} */
  static Model model() {
    Model model = Model.named("tiny").batch(BATCH);
    Tensor x = model.input("image", 28, 28, 1);
    x = model.relu(model.conv2d("conv", x, 8, Kernel.of(5).stride(2).pad(2)));
    x =
        model.concat(
            "both",
            model.maxPool2d("max", x, Kernel.of(2).stride(2)),
            model.averagePool2d("mean", x, Kernel.of(2).stride(2)));
    x = model.relu(model.linear("hidden", model.flatten(x), 32));
    model.softmaxCrossEntropy("loss", model.linear("digits", x, 10));
    return model;
  }

  /**
   * {@return what came of some steps of training under the best strategy found}
   *
   * @param machine a local machine
   * @param steps how many
   * @param listener is told how it goes
   */
  static TrainingResult train(Machine machine, long steps, TrainingListener listener) {
    LoweredModel model = LoweredModel.of(model(), new Sgd(0.05, 0.9, 0), SEED);
    Planner planner = new Planner(model, machine, new AnalyticCosts(machine));
    SearchResult plan = planner.search(SearchOptions.DEFAULT.withProposals(300).withSeed(SEED));
    DataSplit digits = DataSplit.of(DrawnDigits.of(4_000, SEED));
    try (Trainer trainer =
        Trainer.of(
                model,
                machine,
                plan.strategy().configurations(model, machine),
                KernelCatalog.named(KernelCatalog.isAvailable("onednn") ? "onednn" : "reference"))
            .train(digits.training())
            .test(digits.testing())
            .epochs(Integer.MAX_VALUE)
            .steps(steps)
            .seed(SEED)
            .build()) {
      return trainer.run(listener);
    }
  }

  /**
   * Trains for 150 steps.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    System.out.println(model().summary());
    TrainingResult result =
        train(
            Machines.named("local"),
            150,
            new TrainingListener() {
              @Override
              public void epoch(int epoch, BatchMetrics training, Optional<BatchMetrics> test) {
                System.out.printf(
                    "epoch %d: loss %.4f, accuracy on other digits %.1f %%%n",
                    epoch + 1, training.loss(), 100 * test.orElseThrow().accuracy());
              }
            });
    System.out.printf(
        "%d steps, %.0f images/s; the loss went from %.4f to %.4f%n",
        result.steps(), result.samplesPerSecond(), result.firstLoss(), result.lastLoss());
  }
}
