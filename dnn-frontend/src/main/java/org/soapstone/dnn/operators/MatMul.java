package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * Products of matrices, one for each index of the dimensions before the last two: output [..., row,
 * column] = left [..., row, inner] · right [..., inner, column].
 *
 * <p>Iterates over its output and over the inner index, which is contracted: tiles that split it
 * add partial products up.
 */
public final class MatMul extends Operator {
  private static final String KIND = "matmul";

  /**
   * Describes products.
   *
   * @param name the layer's name
   * @param left [..., row, inner]
   * @param right [..., inner, column], of as many dimensions
   * @throws ModelException if the shapes do not fit each other
   */
  public MatMul(String name, Tensor left, Tensor right) {
    Shapes.requireFloats(name, KIND, left);
    Shapes.requireSameType(name, KIND, left, right);
    Shapes.requireRank(name, KIND, left, 2, "[..., row, inner] and [..., inner, column]");
    int dims = left.dims();
    boolean fits = right.dims() == dims && left.extent(dims - 1) == right.extent(dims - 2);
    for (int d = 0; fits && d < dims - 2; d++) {
      fits = left.extent(d) == right.extent(d);
    }
    if (!fits) {
      throw ModelException.of(
          name,
          KIND,
          ("inputs %s and %s do not fit each other; they must be [..., row, inner] and [..., inner,"
                  + " column] with equal extents of the leading dimensions")
              .formatted(left, right));
    }
    ImmutableLongArray shape = Shapes.withLast(left.shape(), right.extent(dims - 1));
    boolean differentiable = left.differentiable() || right.differentiable();
    Tensor output = new Tensor(name, left.type(), shape, differentiable);
    super(
        name,
        KIND,
        dimensions(output, left.extent(dims - 1)),
        List.of(left, right),
        List.of(),
        List.of(output));
  }

  private static List<Dimension> dimensions(Tensor output, long inner) {
    List<Dimension> dimensions = new ArrayList<>();
    int dims = output.dims();
    for (int d = 0; d < dims; d++) {
      String name =
          d == dims - 2
              ? "row"
              : d == dims - 1 ? "column" : d == 0 ? Dimensions.SAMPLE : "batch" + d;
      DimensionRole role = d == 0 ? DimensionRole.SAMPLE : DimensionRole.ATTRIBUTE;
      dimensions.add(new Dimension(name, output.extent(d), role));
    }
    dimensions.add(new Dimension("inner", inner, DimensionRole.REDUCTION));
    return dimensions;
  }

  private int dims() {
    return output().dims();
  }

  /** {@return the map to a tensor whose last two dimensions are these dimensions of a tile} */
  private RectMap map(Tensor tensor, int row, int column) {
    int[] dimensions = new int[dims()];
    for (int d = 0; d < dims() - 2; d++) {
      dimensions[d] = d;
    }
    dimensions[dims() - 2] = row;
    dimensions[dims() - 1] = column;
    return Maps.select(dims() + 1, tensor, dimensions);
  }

  private RectMap leftMap() {
    return map(inputs().getFirst(), dims() - 2, dims());
  }

  private RectMap rightMap() {
    return map(inputs().get(1), dims(), dims() - 1);
  }

  @Override
  public double forwardFlops() {
    return 2.0 * output().volume() * input().extent(dims() - 1);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "matmul.forward",
            MatMul::forward,
            new Forward(),
            Access.reads(inputs().getFirst(), leftMap()),
            Access.reads(inputs().get(1), rightMap()),
            Access.adds(output(), Maps.prefix(dims() + 1, output()))));
  }

  @Override
  public List<Phase> backward() {
    if (!hasBackward()) {
      return List.of();
    }
    Tensor left = inputs().getFirst();
    Tensor right = inputs().get(1);
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.readsGradient(output(), Maps.prefix(dims() + 1, output())));
    if (left.differentiable()) {
      accesses.add(Access.reads(right, rightMap()));
      accesses.add(Access.contributes(left, leftMap()));
    }
    if (right.differentiable()) {
      accesses.add(Access.reads(left, leftMap()));
      accesses.add(Access.contributes(right, rightMap()));
    }
    Backward arguments = new Backward(left.differentiable(), right.differentiable());
    return List.of(new Phase("matmul.backward", MatMul::backward, arguments, accesses));
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .matmul(
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            false,
            false);
  }

  private static void backward(TaskContext context) {
    Backward wanted = (Backward) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView gradient = context.region(0).field();
    int next = 1;
    if (wanted.left) {
      FieldView right = context.region(next++).field();
      kernels.matmul(gradient, right, context.region(next++).field(), false, true);
    }
    if (wanted.right) {
      FieldView left = context.region(next++).field();
      kernels.matmul(left, gradient, context.region(next).field(), true, false);
    }
  }

  /** The arguments of the forward task: none. */
  record Forward() implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      Rect left = rects.getFirst();
      return 2.0 * rects.get(2).volume() * left.extent(left.dims() - 1);
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }

  /**
   * The arguments of the backward task.
   *
   * @param left whether the left factor's gradient is computed
   * @param right whether the right factor's gradient is computed
   */
  record Backward(boolean left, boolean right) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      Rect factor = rects.get(1);
      long inner = left ? factor.extent(factor.dims() - 2) : factor.extent(factor.dims() - 1);
      return 2.0 * rects.getFirst().volume() * inner * (left && right ? 2 : 1);
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }
}
