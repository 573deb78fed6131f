package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;

/**
 * Makes a share of the elements zero in training and scales the others up (Srivastava et al., JMLR
 * 2014); splittable along every dimension. Copies in an evaluation.
 *
 * <p>Which elements depends on the seed, the layer's name, the step and the element's place in the
 * whole tensor, not on the split. The mask is worked out again for the gradient.
 */
public final class Dropout extends Operator {
  private static final String KIND = "dropout";
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final double rate;
  private final long seed;

  /**
   * Describes a dropout.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param rate the share that becomes zero, from 0 to less than 1
   * @param seed another seed, another choice
   * @throws ModelException if the rate is out of range, or the input is of another type
   */
  public Dropout(String name, Tensor input, double rate, long seed) {
    Shapes.requireFloats(name, KIND, input);
    if (!(rate >= 0 && rate < 1)) {
      throw ModelException.of(name, KIND, "rate " + rate + "; it must be from 0 to less than 1");
    }
    Tensor output = new Tensor(name, input.type(), input.shape(), input.differentiable());
    this.rate = rate;
    this.seed = seed;
    super(
        name,
        KIND,
        Dimensions.channelAttribute(output),
        List.of(input),
        List.of(),
        List.of(output));
  }

  @Override
  public String attributes() {
    return "rate " + rate + " seed " + seed;
  }

  private Mask mask() {
    return new Mask(Counter.key(seed, name()), rate, output().shape());
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "dropout.forward",
            Dropout::run,
            mask(),
            Access.reads(input(), Maps.same(input())),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> evaluation() {
    return List.of(
        new Phase(
            "dropout.evaluation",
            Dropout::copy,
            new Copies(1),
            Access.reads(input(), Maps.same(input())),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                "dropout.backward",
                Dropout::run,
                mask(),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input(), Maps.same(input()))))
        : List.of();
  }

  private static void run(TaskContext context) {
    Mask mask = (Mask) context.arguments();
    context
        .service(Kernels.class)
        .dropout(
            mask.shape.toArray(),
            mask.key + GOLDEN_GAMMA * Long.rotateLeft(context.iteration() * GOLDEN_GAMMA, 32),
            mask.rate,
            context.region(0).field(),
            context.region(1).field());
  }

  private static void copy(TaskContext context) {
    long[] inPlace = new long[context.region(0).field().rect().dims()];
    context
        .service(Kernels.class)
        .copyShifted(context.region(0).field(), inPlace, context.region(1).field());
  }

  /**
   * The arguments of both tasks of a training.
   *
   * @param key the key of the layer's numbers
   * @param rate the share that becomes zero
   * @param shape the whole tensor
   */
  record Mask(long key, double rate, ImmutableLongArray shape) implements TaskArguments {
    @Override
    public Object costKey() {
      return KIND;
    }

    @Override
    public double flops(List<Rect> rects) {
      return 8.0 * rects.get(1).volume();
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
