package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/** Surrounds a tensor with a number; splittable along every dimension. */
public final class Pad extends Operator {
  private static final String KIND = "pad";

  private final ImmutableLongArray before;
  private final double value;

  /**
   * Describes a padding.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param before for each dimension, the indices added at the low end, at least 0
   * @param after for each dimension, the indices added at the high end, at least 0
   * @param value what the added elements are
   * @throws ModelException if there is not one number for each dimension, or one is negative
   */
  public Pad(String name, Tensor input, long[] before, long[] after, double value) {
    boolean fits = before.length == input.dims() && after.length == input.dims();
    long[] shape = new long[input.dims()];
    for (int d = 0; fits && d < shape.length; d++) {
      fits = before[d] >= 0 && after[d] >= 0;
      shape[d] = before[d] + input.extent(d) + after[d];
    }
    if (!fits) {
      throw ModelException.of(
          name,
          KIND,
          "%s before and %s after for input %s; give one number of at least 0 for each dimension"
              .formatted(
                  ImmutableLongArray.copyOf(before), ImmutableLongArray.copyOf(after), input));
    }
    Tensor output =
        new Tensor(name, input.type(), ImmutableLongArray.copyOf(shape), input.differentiable());
    this.before = ImmutableLongArray.copyOf(before);
    this.value = value;
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
    return "before " + before + " value " + value;
  }

  private RectMap map() {
    AffineRectMap.Builder map = AffineRectMap.builder(input().dims());
    for (int d = 0; d < input().dims(); d++) {
      map.dimension(d, 1, -before.get(d), -before.get(d));
    }
    return map.build();
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "pad.forward",
            Pad::forward,
            new Frame(before, value),
            Access.reads(input(), map()),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                "pad.backward",
                Pad::backward,
                new Frame(before, value),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input(), map())))
        : List.of();
  }

  private static void forward(TaskContext context) {
    Frame frame = (Frame) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView output = context.region(1).field();
    kernels.fill(frame.value, output);
    kernels.copyShifted(context.region(0).field(), frame.before.toArray(), output);
  }

  private static void backward(TaskContext context) {
    long[] back = ((Frame) context.arguments()).before.toArray();
    for (int d = 0; d < back.length; d++) {
      back[d] = -back[d];
    }
    context
        .service(Kernels.class)
        .copyShifted(context.region(0).field(), back, context.region(1).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param before the indices added at the low ends
   * @param value what the added elements are
   */
  record Frame(ImmutableLongArray before, double value) implements TaskArguments {
    @Override
    public Object costKey() {
      return new Copies(2);
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
