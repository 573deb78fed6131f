package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * Puts tensors behind one another along a dimension; splittable along every dimension.
 *
 * <p>A tile that is split along that dimension needs a part of some inputs and nothing of others.
 */
public final class Concat extends Operator {
  private static final String KIND = "concat";

  private final int axis;

  /**
   * Describes a concatenation.
   *
   * @param name the layer's name
   * @param axis the dimension; negative counts from the end
   * @param inputs at least one tensor; all alike but in that dimension
   * @throws ModelException if there is none or no such dimension, or other dimensions differ
   */
  public Concat(String name, int axis, List<Tensor> inputs) {
    if (inputs.isEmpty()) {
      throw ModelException.of(name, KIND, "no inputs; give it at least one");
    }
    int along = Shapes.axis(name, KIND, inputs.getFirst(), axis);
    Tensor output = output(name, along, inputs);
    this.axis = along;
    super(name, KIND, Dimensions.channelAttribute(output), inputs, List.of(), List.of(output));
  }

  private static Tensor output(String name, int axis, List<Tensor> inputs) {
    Tensor first = inputs.getFirst();
    long extent = 0;
    for (Tensor input : inputs) {
      boolean alike =
          input.dims() == first.dims()
              && Shapes.with(input.shape(), axis, 1).equals(Shapes.with(first.shape(), axis, 1));
      if (!alike || input.type() != first.type()) {
        throw ModelException.of(
            name,
            KIND,
            "inputs %s and %s differ in more than %s; all other extents must be the same, and the type"
                .formatted(
                    first, input, axis == first.dims() - 1 ? "channels" : "dimension " + axis));
      }
      extent += input.extent(axis);
    }
    return new Tensor(
        name,
        first.type(),
        Shapes.with(first.shape(), axis, extent),
        inputs.stream().anyMatch(Tensor::differentiable));
  }

  /** Strategies and checkpoints know concatenations of channels without an attribute. */
  @Override
  public String attributes() {
    return axis == output().dims() - 1 ? "" : "axis " + axis;
  }

  @Override
  public List<Phase> forward() {
    List<Access> accesses = new ArrayList<>();
    ImmutableLongArray.Builder offsets = ImmutableLongArray.builder();
    long offset = 0;
    for (Tensor input : inputs()) {
      accesses.add(Access.reads(input, from(offset)));
      offsets.add(offset);
      offset += input.extent(axis);
    }
    accesses.add(Access.writes(output(), Maps.same(output())));
    return List.of(
        new Phase("concat.forward", Concat::forward, new Offsets(axis, offsets.build()), accesses));
  }

  @Override
  public List<Phase> backward() {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.readsGradient(output(), Maps.same(output())));
    ImmutableLongArray.Builder offsets = ImmutableLongArray.builder();
    long offset = 0;
    for (Tensor input : inputs()) {
      if (input.differentiable()) {
        accesses.add(Access.contributes(input, from(offset)));
        offsets.add(offset);
      }
      offset += input.extent(axis);
    }
    return hasBackward()
        ? List.of(
            new Phase(
                "concat.backward", Concat::backward, new Offsets(axis, offsets.build()), accesses))
        : List.of();
  }

  /** {@return the map from an output tile to the input that begins at an offset in the output} */
  private AffineRectMap from(long offset) {
    int dims = output().dims();
    AffineRectMap.Builder map = AffineRectMap.builder(dims);
    for (int d = 0; d < dims; d++) {
      map.dimension(d, 1, d == axis ? -offset : 0, d == axis ? -offset : 0);
    }
    return map.build();
  }

  private static void forward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    Offsets parts = (Offsets) context.arguments();
    FieldView output = context.region(parts.offsets.length()).field();
    long[] shift = new long[output.rect().dims()];
    for (int i = 0; i < parts.offsets.length(); i++) {
      shift[parts.axis] = parts.offsets.get(i);
      kernels.copyShifted(context.region(i).field(), shift, output);
    }
  }

  private static void backward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    Offsets parts = (Offsets) context.arguments();
    FieldView outputGradient = context.region(0).field();
    long[] shift = new long[outputGradient.rect().dims()];
    for (int i = 0; i < parts.offsets.length(); i++) {
      shift[parts.axis] = -parts.offsets.get(i);
      kernels.copyShifted(outputGradient, shift, context.region(i + 1).field());
    }
  }

  /**
   * The arguments of both tasks.
   *
   * @param axis the dimension
   * @param offsets for each input, where in the output it begins
   */
  record Offsets(int axis, ImmutableLongArray offsets) implements TaskArguments {
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
