package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/** A box of a tensor, or every so-manieth of its elements; splittable along every dimension. */
public final class Slice extends Operator {
  private static final String KIND = "slice";

  private final ImmutableLongArray start;
  private final ImmutableLongArray step;

  /**
   * Describes a slice.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param start for each dimension, the first index, from 0
   * @param end for each dimension, the index behind the last, at most the extent
   * @param step for each dimension, the distance of indices, at least 1
   * @throws ModelException if there is not one number for each dimension, or one is out of range
   */
  public Slice(String name, Tensor input, long[] start, long[] end, long[] step) {
    int dims = input.dims();
    if (start.length != dims || end.length != dims || step.length != dims) {
      throw ModelException.of(
          name,
          KIND,
          "%d starts, %d ends and %d steps for input %s; give one for each dimension"
              .formatted(start.length, end.length, step.length, input));
    }
    long[] shape = new long[dims];
    for (int d = 0; d < dims; d++) {
      if (start[d] < 0 || end[d] <= start[d] || end[d] > input.extent(d) || step[d] < 1) {
        throw ModelException.of(
            name,
            KIND,
            ("dimension %d from %d to before %d in steps of %d of input %s; start must be from 0, end"
                    + " greater than that and at most %d, the step at least 1")
                .formatted(d, start[d], end[d], step[d], input, input.extent(d)));
      }
      shape[d] = (end[d] - start[d] - 1) / step[d] + 1;
    }
    Tensor output =
        new Tensor(name, input.type(), ImmutableLongArray.copyOf(shape), input.differentiable());
    this.start = ImmutableLongArray.copyOf(start);
    this.step = ImmutableLongArray.copyOf(step);
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
    return "start " + start + " step " + step;
  }

  private RectMap map() {
    AffineRectMap.Builder map = AffineRectMap.builder(input().dims());
    for (int d = 0; d < input().dims(); d++) {
      map.dimension(d, step.get(d), start.get(d), start.get(d));
    }
    return map.build();
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "slice.forward",
            Slice::forward,
            new Box(start, step),
            Access.reads(input(), map()),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                "slice.backward",
                Slice::backward,
                new Box(start, step),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input(), map())))
        : List.of();
  }

  private static void forward(TaskContext context) {
    Box box = (Box) context.arguments();
    context
        .service(Kernels.class)
        .slice(
            box.start.toArray(),
            box.step.toArray(),
            context.region(0).field(),
            context.region(1).field());
  }

  private static void backward(TaskContext context) {
    Box box = (Box) context.arguments();
    context
        .service(Kernels.class)
        .unslice(
            box.start.toArray(),
            box.step.toArray(),
            context.region(0).field(),
            context.region(1).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param start the first index of each dimension
   * @param step the distance of indices
   */
  record Box(ImmutableLongArray start, ImmutableLongArray step) implements TaskArguments {
    @Override
    public Object costKey() {
      return step;
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
