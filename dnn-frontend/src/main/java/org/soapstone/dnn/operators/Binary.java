package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.soapstone.dnn.kernels.BinaryFunction;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A function of the elements of two tensors at the same place; splittable along every dimension.
 *
 * <p>Shapes are broadcast as in NumPy: dimensions are aligned at the last, and an operand of extent
 * 1 in a dimension, or without it, stands for all indices. The gradient of such an operand is a sum
 * that tiles contribute to.
 */
public final class Binary extends Operator {
  private final BinaryFunction function;

  /**
   * Describes a function of two tensors.
   *
   * @param name the layer's name
   * @param function the function, after which the kind of layer is called
   * @param first the first operand
   * @param second the second operand
   * @throws ModelException if the shapes cannot be broadcast, or the types differ
   */
  public Binary(String name, BinaryFunction function, Tensor first, Tensor second) {
    String kind = kind(function);
    Shapes.requireFloats(name, kind, first);
    Shapes.requireSameType(name, kind, first, second);
    Tensor output =
        new Tensor(
            name,
            first.type(),
            broadcast(name, kind, first, second),
            first.differentiable() || second.differentiable());
    this.function = function;
    super(
        name,
        kind,
        Dimensions.channelAttribute(output),
        List.of(first, second),
        List.of(),
        List.of(output));
  }

  private static String kind(BinaryFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  private static ImmutableLongArray broadcast(
      String name, String kind, Tensor first, Tensor second) {
    int dims = Math.max(first.dims(), second.dims());
    long[] shape = new long[dims];
    for (int d = 0; d < dims; d++) {
      long a = extent(first, d - dims + first.dims());
      long b = extent(second, d - dims + second.dims());
      if (a != b && a != 1 && b != 1) {
        throw ModelException.of(
            name,
            kind,
            ("inputs %s and %s do not fit each other; aligned at the last dimension, extents must be"
                    + " equal or 1")
                .formatted(first, second));
      }
      shape[d] = Math.max(a, b);
    }
    return ImmutableLongArray.copyOf(shape);
  }

  private static long extent(Tensor tensor, int dimension) {
    return dimension < 0 ? 1 : tensor.extent(dimension);
  }

  private AffineRectMap map(Tensor operand) {
    int shift = output().dims() - operand.dims();
    int[] dimensions = new int[operand.dims()];
    for (int d = 0; d < dimensions.length; d++) {
      boolean same = operand.extent(d) == output().extent(d + shift);
      dimensions[d] = same ? d + shift : Maps.WHOLE;
    }
    return Maps.select(output().dims(), operand, dimensions);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            kind() + ".forward",
            Binary::forward,
            new Apply(function, false, false),
            Access.reads(input(), map(input())),
            Access.reads(inputs().get(1), map(inputs().get(1))),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    if (!hasBackward()) {
      return List.of();
    }
    Tensor first = input();
    Tensor second = inputs().get(1);
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(first, map(first)));
    accesses.add(Access.reads(second, map(second)));
    accesses.add(Access.readsGradient(output(), Maps.same(output())));
    if (first.differentiable()) {
      accesses.add(Access.contributes(first, map(first)));
    }
    if (second.differentiable()) {
      accesses.add(Access.contributes(second, map(second)));
    }
    Apply arguments = new Apply(function, first.differentiable(), second.differentiable());
    return List.of(new Phase(kind() + ".backward", Binary::backward, arguments, accesses));
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .binaryForward(
            ((Apply) context.arguments()).function,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void backward(TaskContext context) {
    Apply apply = (Apply) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView first = context.region(0).field();
    FieldView second = context.region(1).field();
    FieldView gradient = context.region(2).field();
    int next = 3;
    if (apply.byFirst) {
      kernels.binaryBackward(
          apply.function, true, first, second, gradient, context.region(next++).field());
    }
    if (apply.bySecond) {
      kernels.binaryBackward(
          apply.function, false, first, second, gradient, context.region(next).field());
    }
  }

  /**
   * The arguments of both tasks.
   *
   * @param function the function
   * @param byFirst whether the first operand's gradient is computed
   * @param bySecond whether the second operand's gradient is computed
   */
  record Apply(BinaryFunction function, boolean byFirst, boolean bySecond)
      implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return (double) rects.get(2).volume() * Math.max(1, (byFirst ? 2 : 0) + (bySecond ? 2 : 0));
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
