package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.tasks.TaskContext;

/** Exchanges dimensions; splittable along every dimension. */
public final class Transpose extends Operator {
  private static final String KIND = "transpose";

  private final ImmutableIntArray order;

  /**
   * Describes an exchange of dimensions.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param order for each dimension of the output, the dimension of the input; each once
   * @throws ModelException if it is no such order
   */
  public Transpose(String name, Tensor input, int... order) {
    int dims = input.dims();
    boolean[] named = new boolean[dims];
    boolean fits = order.length == dims;
    long[] shape = new long[dims];
    for (int d = 0; fits && d < dims; d++) {
      fits = order[d] >= 0 && order[d] < dims && !named[order[d]];
      if (fits) {
        named[order[d]] = true;
        shape[d] = input.extent(order[d]);
      }
    }
    if (!fits) {
      throw ModelException.of(
          name,
          KIND,
          "order %s of input %s; name each dimension from 0 to %d once"
              .formatted(ImmutableIntArray.copyOf(order), input, dims - 1));
    }
    Tensor output =
        new Tensor(name, input.type(), ImmutableLongArray.copyOf(shape), input.differentiable());
    this.order = ImmutableIntArray.copyOf(order);
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
    return "order " + order;
  }

  /** {@return the order that undoes this one: for each input dimension, the output's} */
  private int[] inverse() {
    int[] inverse = new int[order.length()];
    for (int d = 0; d < inverse.length; d++) {
      inverse[order.get(d)] = d;
    }
    return inverse;
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "transpose.forward",
            Transpose::run,
            new Order(order),
            Access.reads(input(), Maps.select(input().dims(), input(), inverse())),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                "transpose.backward",
                Transpose::run,
                new Order(ImmutableIntArray.copyOf(inverse())),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input(), Maps.select(input().dims(), input(), inverse()))))
        : List.of();
  }

  private static void run(TaskContext context) {
    context
        .service(Kernels.class)
        .transpose(
            ((Order) context.arguments()).order.toArray(),
            context.region(0).field(),
            context.region(1).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param order for each dimension of the result, the dimension of the source
   */
  record Order(ImmutableIntArray order) implements TaskArguments {
    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
