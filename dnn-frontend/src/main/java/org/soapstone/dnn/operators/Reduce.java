package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.tasks.TaskContext;

/**
 * The sum, mean or maximum over some dimensions. Iterates over its input; tiles that split a
 * reduced dimension contribute partial results.
 *
 * <p>Elements that are the maximum together share its gradient.
 */
public final class Reduce extends Operator {

  /** What is computed of the elements that fall together. */
  public enum Kind {
    /** Their sum. */
    SUM,
    /** Their mean. */
    MEAN,
    /** The greatest of them. */
    MAX
  }

  private final Kind reduction;
  private final ImmutableIntArray axes;
  private final boolean keepDims;

  /**
   * Describes a reduction.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param reduction what is computed
   * @param keepDims whether reduced dimensions stay, with extent 1; if all are reduced and none
   *     stays, the output is [1]
   * @param axes the reduced dimensions; negative ones count from the end; none means all
   * @throws ModelException if there is no such dimension, or one is named twice
   */
  public Reduce(String name, Tensor input, Kind reduction, boolean keepDims, int... axes) {
    String kind = "reduce_" + reduction.name().toLowerCase(Locale.ROOT);
    Shapes.requireFloats(name, kind, input);
    Set<Integer> reduced = new TreeSet<>();
    for (int axis : axes) {
      if (!reduced.add(Shapes.axis(name, kind, input, axis))) {
        throw ModelException.of(name, kind, "axis " + axis + " is named twice; name it once");
      }
    }
    for (int d = 0; axes.length == 0 && d < input.dims(); d++) {
      reduced.add(d);
    }
    ImmutableLongArray shape = shape(input, reduced, keepDims);
    this.reduction = reduction;
    this.axes = ImmutableIntArray.copyOf(reduced);
    this.keepDims = keepDims;
    super(
        name,
        kind,
        Dimensions.reducing(input, reduced),
        List.of(input),
        List.of(),
        outputs(name, input, shape, reduction));
  }

  private static List<Tensor> outputs(
      String name, Tensor input, ImmutableLongArray shape, Kind reduction) {
    Tensor output = new Tensor(name, input.type(), shape, input.differentiable());
    return reduction == Kind.MAX
        ? List.of(output, Tensor.kept(name + ".count", input.type(), shape))
        : List.of(output);
  }

  private static ImmutableLongArray shape(Tensor input, Set<Integer> reduced, boolean keepDims) {
    ImmutableLongArray.Builder shape = ImmutableLongArray.builder();
    for (int d = 0; d < input.dims(); d++) {
      if (keepDims || !reduced.contains(d)) {
        shape.add(reduced.contains(d) ? 1 : input.extent(d));
      }
    }
    ImmutableLongArray extents = shape.build();
    return extents.isEmpty() ? ImmutableLongArray.of(1) : extents;
  }

  @Override
  public String attributes() {
    return "axes " + axes + (keepDims ? " kept" : "");
  }

  private AffineRectMap map() {
    AffineRectMap.Builder map = AffineRectMap.builder(input().dims());
    for (int d = 0; d < input().dims(); d++) {
      if (!axes.contains(d)) {
        map.dimension(d, 1, 0, 0);
      } else if (keepDims) {
        map.all(0, 0);
      }
    }
    if (!keepDims && axes.length() == input().dims()) {
      map.all(0, 0);
    }
    return map.build();
  }

  private Over over() {
    long count = 1;
    for (int axis : axes.toArray()) {
      count *= input().extent(axis);
    }
    return new Over(reduction, axes, reduction == Kind.MEAN ? 1.0 / count : 1);
  }

  @Override
  public List<Phase> forward() {
    Access result =
        reduction == Kind.MAX ? Access.maximizes(output(), map()) : Access.adds(output(), map());
    Access reads = Access.reads(input(), Maps.same(input()));
    return List.of(new Phase(kind() + ".forward", Reduce::forward, over(), reads, result));
  }

  @Override
  public List<Phase> backward() {
    if (!hasBackward()) {
      return List.of();
    }
    Access gradient = Access.readsGradient(output(), map());
    Access result = Access.contributes(input(), Maps.same(input()));
    if (reduction != Kind.MAX) {
      return List.of(new Phase(kind() + ".backward", Reduce::backward, over(), gradient, result));
    }
    Tensor count = outputs().get(1);
    Access input = Access.reads(input(), Maps.same(input()));
    Access output = Access.reads(output(), map());
    return List.of(
        new Phase(
            kind() + ".count", Reduce::count, over(), input, output, Access.adds(count, map())),
        new Phase(
            kind() + ".backward",
            Reduce::maxBackward,
            over(),
            input,
            output,
            Access.reads(count, map()),
            gradient,
            result));
  }

  private static void forward(TaskContext context) {
    Over over = (Over) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    if (over.kind == Kind.MAX) {
      kernels.maxForward(over.axes.toArray(), context.region(0).field(), context.region(1).field());
    } else {
      kernels.sumForward(
          over.axes.toArray(), over.scale, context.region(0).field(), context.region(1).field());
    }
  }

  private static void backward(TaskContext context) {
    Over over = (Over) context.arguments();
    context
        .service(Kernels.class)
        .sumBackward(
            over.axes.toArray(), over.scale, context.region(0).field(), context.region(1).field());
  }

  private static void count(TaskContext context) {
    context
        .service(Kernels.class)
        .countGreatest(
            ((Over) context.arguments()).axes.toArray(),
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void maxBackward(TaskContext context) {
    context
        .service(Kernels.class)
        .maxBackward(
            ((Over) context.arguments()).axes.toArray(),
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field(),
            context.region(4).field());
  }

  /**
   * The arguments of all tasks.
   *
   * @param kind what is computed
   * @param axes the reduced dimensions
   * @param scale the factor of sums
   */
  record Over(Kind kind, ImmutableIntArray axes, double scale) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return Math.max(rects.getFirst().volume(), rects.getLast().volume());
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
