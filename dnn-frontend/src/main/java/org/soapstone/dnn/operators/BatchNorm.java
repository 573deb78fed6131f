package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.Normalization;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Batch normalisation (Ioffe and Szegedy, ICML 2015): each channel, the last dimension, is
 * normalised over the batch and all positions. Running means and variances are gathered in training
 * and used in an evaluation.
 */
public final class BatchNorm extends NormalizationOperator {
  private static final String KIND = "batch_norm";

  private final double momentum;
  private final State mean;
  private final State variance;

  /**
   * Describes a batch normalisation.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @param epsilon added to the variance, greater than 0
   * @param momentum a batch's share of the running statistics, from 0 to 1
   * @throws ModelException if a number is out of range
   */
  public BatchNorm(String name, Tensor input, double epsilon, double momentum) {
    Shapes.requireFloats(name, KIND, input);
    Shapes.requireRank(name, KIND, input, 2, "[sample, ..., channel]");
    if (!(momentum >= 0 && momentum <= 1)) {
      throw ModelException.of(name, KIND, "momentum " + momentum + "; it must be from 0 to 1");
    }
    ImmutableLongArray channels = ImmutableLongArray.of(Shapes.last(input));
    this.momentum = momentum;
    this.mean = new State(Tensor.kept(name + ".runningMean", input.type(), channels), 0);
    this.variance = new State(Tensor.kept(name + ".runningVariance", input.type(), channels), 1);
    super(name, KIND, input, Shapes.withLast(input.shape(), 1), channels, true, epsilon);
  }

  @Override
  public String attributes() {
    return super.attributes() + " momentum " + momentum;
  }

  @Override
  public List<State> states() {
    return List.of(mean, variance);
  }

  /** {@return the channels of the tiles with the first sample and positions} */
  private RectMap once(Tensor tensor) {
    int[] others = new int[input().dims() - 1];
    for (int d = 0; d < others.length; d++) {
      others[d] = d;
    }
    return Maps.first(affine(tensor), others);
  }

  private Access updates(State state) {
    return new Access(
        state.tensor(), Access.Part.VALUE, Access.Effect.READ_WRITE, once(state.tensor()));
  }

  @Override
  public List<Phase> forward() {
    List<Phase> phases = new ArrayList<>(super.forward());
    List<Access> accesses = new ArrayList<>(readsStatistics());
    accesses.add(updates(mean));
    accesses.add(updates(variance));
    phases.add(
        new Phase(
            "batch_norm.running", BatchNorm::running, new Running(norm(), momentum), accesses));
    return phases;
  }

  @Override
  public List<Phase> evaluation() {
    return List.of(
        new Phase(
            "batch_norm.evaluation",
            BatchNorm::evaluate,
            new Running(norm(), momentum),
            Access.reads(input(), Maps.same(input())),
            Access.reads(mean.tensor(), affine(mean.tensor())),
            Access.reads(variance.tensor(), affine(variance.tensor())),
            Access.reads(scale(), affine(scale())),
            Access.reads(shift().orElseThrow(), affine(shift().orElseThrow())),
            Access.writes(output(), Maps.same(output()))));
  }

  private static void running(TaskContext context) {
    Running running = (Running) context.arguments();
    if (!context.region(2).field().rect().isEmpty()) {
      context
          .service(Kernels.class)
          .runningMoments(
              running.norm,
              running.momentum,
              context.region(0).field(),
              context.region(1).field(),
              context.region(2).field(),
              context.region(3).field());
    }
  }

  private static void evaluate(TaskContext context) {
    context
        .service(Kernels.class)
        .normalizeRunning(
            ((Running) context.arguments()).norm.epsilon(),
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field(),
            context.region(4).field(),
            context.region(5).field());
  }

  /**
   * The arguments of the tasks that deal with running statistics.
   *
   * @param norm which elements share statistics
   * @param momentum a batch's share
   */
  record Running(Normalization norm, double momentum) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 4.0 * rects.getFirst().volume();
    }

    @Override
    public String workClass() {
      return "normalization";
    }
  }
}
