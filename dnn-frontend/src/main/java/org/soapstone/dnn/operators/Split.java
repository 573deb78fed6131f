package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * Cuts a tensor along a dimension into several. Iterates over its input; splittable along every
 * dimension: a tile has a part of some outputs and nothing of others.
 */
public final class Split extends Operator {
  private static final String KIND = "split";

  private final int axis;

  /**
   * Describes a cut.
   *
   * @param name the layer's name; the outputs are called {@code name.0} and so on
   * @param input any tensor
   * @param axis the dimension that is cut; negative counts from the end
   * @param sizes the extents of the outputs, each at least 1, in sum that of the input
   * @throws ModelException if they are not that, or there is no such dimension
   */
  public Split(String name, Tensor input, int axis, long... sizes) {
    int along = Shapes.axis(name, KIND, input, axis);
    boolean positive = LongStream.of(sizes).allMatch(size -> size > 0);
    if (!positive || LongStream.of(sizes).sum() != input.extent(along)) {
      throw ModelException.of(
          name,
          KIND,
          "sizes %s of input %s; each must be at least 1, and their sum %d"
              .formatted(ImmutableLongArray.copyOf(sizes), input, input.extent(along)));
    }
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      ImmutableLongArray shape = Shapes.with(input.shape(), along, sizes[i]);
      outputs.add(new Tensor(name + "." + i, input.type(), shape, input.differentiable()));
    }
    this.axis = along;
    super(name, KIND, Dimensions.channelAttribute(input), List.of(input), List.of(), outputs);
  }

  @Override
  public String attributes() {
    return "axis " + axis;
  }

  private AffineRectMap from(int dims, long offset) {
    AffineRectMap.Builder map = AffineRectMap.builder(dims);
    for (int d = 0; d < dims; d++) {
      map.dimension(d, 1, d == axis ? -offset : 0, d == axis ? -offset : 0);
    }
    return map.build();
  }

  private Cuts cuts() {
    ImmutableLongArray.Builder offsets = ImmutableLongArray.builder();
    long offset = 0;
    for (Tensor output : outputs()) {
      offsets.add(offset);
      offset += output.extent(axis);
    }
    return new Cuts(axis, offsets.build());
  }

  @Override
  public List<Phase> forward() {
    Cuts cuts = cuts();
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input(), Maps.same(input())));
    for (int i = 0; i < outputs().size(); i++) {
      accesses.add(Access.writes(outputs().get(i), from(input().dims(), cuts.offsets.get(i))));
    }
    return List.of(new Phase("split.forward", Split::forward, cuts, accesses));
  }

  @Override
  public List<Phase> backward() {
    if (!hasBackward()) {
      return List.of();
    }
    Cuts cuts = cuts();
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.contributes(input(), Maps.same(input())));
    for (int i = 0; i < outputs().size(); i++) {
      accesses.add(
          Access.readsGradient(outputs().get(i), from(input().dims(), cuts.offsets.get(i))));
    }
    return List.of(new Phase("split.backward", Split::backward, cuts, accesses));
  }

  private static void forward(TaskContext context) {
    move(context, -1);
  }

  private static void backward(TaskContext context) {
    move(context, 1);
  }

  private static void move(TaskContext context, int direction) {
    Cuts cuts = (Cuts) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView whole = context.region(0).field();
    long[] shift = new long[whole.rect().dims()];
    for (int i = 0; i < cuts.offsets.length(); i++) {
      shift[cuts.axis] = direction * cuts.offsets.get(i);
      FieldView part = context.region(i + 1).field();
      if (direction < 0) {
        kernels.copyShifted(whole, shift, part);
      } else {
        kernels.copyShifted(part, shift, whole);
      }
    }
  }

  /**
   * The arguments of both tasks.
   *
   * @param axis the dimension that is cut
   * @param offsets for each output, where in the input it begins
   */
  record Cuts(int axis, ImmutableLongArray offsets) implements TaskArguments {
    @Override
    public Object costKey() {
      return new Copies(offsets.length());
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
