package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;

/**
 * The greatest elements of each row, the last dimension, in falling order, and where in the row
 * they are; the first among equals. Splittable along every other dimension.
 */
public final class TopK extends Operator {
  private static final String KIND = "top_k";

  /**
   * Describes a choice of the greatest elements.
   *
   * @param name the layer's name
   * @param input at least two dimensions
   * @param k how many, from 1 to the last extent
   * @throws ModelException if that is out of range
   */
  public TopK(String name, Tensor input, long k) {
    Shapes.requireFloats(name, KIND, input);
    Shapes.requireRank(name, KIND, input, 2, "[..., element]");
    if (k < 1 || k > Shapes.last(input)) {
      throw ModelException.of(
          name,
          KIND,
          "%d of input %s; it must be from 1 to %d".formatted(k, input, Shapes.last(input)));
    }
    ImmutableLongArray shape = Shapes.withLast(input.shape(), k);
    super(
        name,
        KIND,
        Dimensions.channelAttribute(input).subList(0, input.dims() - 1),
        List.of(input),
        List.of(),
        List.of(
            new Tensor(name, input.type(), shape, input.differentiable()),
            Tensor.kept(name + ".indices", FieldType.INT32, shape)));
  }

  /** {@return where in its row each of the greatest elements is, INT32} */
  public Tensor indices() {
    return outputs().get(1);
  }

  private Access rows(Tensor tensor, boolean gradient) {
    var map = Maps.leading(dimensions().size(), tensor, leading());
    return gradient ? Access.readsGradient(tensor, map) : Access.reads(tensor, map);
  }

  private int[] leading() {
    int[] leading = new int[dimensions().size()];
    for (int d = 0; d < leading.length; d++) {
      leading[d] = d;
    }
    return leading;
  }

  @Override
  public List<Phase> forward() {
    int dims = dimensions().size();
    return List.of(
        new Phase(
            "top_k.forward",
            TopK::forward,
            new Choice(Shapes.last(output())),
            rows(input(), false),
            Access.writes(output(), Maps.leading(dims, output(), leading())),
            Access.writes(indices(), Maps.leading(dims, indices(), leading()))));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                "top_k.backward",
                TopK::backward,
                new Copies(1),
                rows(indices(), false),
                rows(output(), true),
                Access.contributes(input(), Maps.leading(dimensions().size(), input(), leading()))))
        : List.of();
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .topKForward(
            context.region(0).field(), context.region(1).field(), context.region(2).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .topKBackward(
            context.region(0).field(), context.region(1).field(), context.region(2).field());
  }

  /**
   * The arguments of the forward task.
   *
   * @param k how many elements are chosen
   */
  record Choice(long k) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return (double) k * rects.getFirst().volume();
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
