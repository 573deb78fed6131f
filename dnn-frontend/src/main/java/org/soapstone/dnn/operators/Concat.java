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
 * Puts the channels of tensors behind one another; splittable along every dimension.
 *
 * <p>A tile that is split in channels needs a part of some inputs and nothing of others.
 */
public final class Concat extends Operator {
  private static final String KIND = "concat";

  /**
   * Describes a concatenation.
   *
   * @param name the layer's name
   * @param inputs at least one tensor; all alike but in the last dimension
   * @throws ModelException if there is none, or other dimensions differ
   */
  public Concat(String name, List<Tensor> inputs) {
    Tensor output = output(name, inputs);
    super(name, KIND, Dimensions.channelAttribute(output), inputs, List.of(), List.of(output));
  }

  private static Tensor output(String name, List<Tensor> inputs) {
    if (inputs.isEmpty()) {
      throw ModelException.of(name, KIND, "no inputs; give it at least one");
    }
    Tensor first = inputs.getFirst();
    int last = first.dims() - 1;
    long channels = 0;
    for (Tensor input : inputs) {
      if (input.dims() != first.dims()
          || !input.shape().subArray(0, last).equals(first.shape().subArray(0, last))) {
        throw ModelException.of(
            name,
            KIND,
            "inputs %s and %s differ in more than channels; all other extents must be the same"
                .formatted(first, input));
      }
      channels += input.extent(last);
    }
    ImmutableLongArray shape =
        ImmutableLongArray.builder().addAll(first.shape().subArray(0, last)).add(channels).build();
    return new Tensor(name, first.type(), shape, inputs.stream().anyMatch(Tensor::differentiable));
  }

  @Override
  public List<Phase> forward() {
    List<Access> accesses = new ArrayList<>();
    ImmutableLongArray.Builder offsets = ImmutableLongArray.builder();
    long offset = 0;
    for (Tensor input : inputs()) {
      accesses.add(Access.reads(input, channelsFrom(offset)));
      offsets.add(offset);
      offset += input.extent(input.dims() - 1);
    }
    accesses.add(Access.writes(output(), Maps.same(output())));
    return List.of(
        new Phase("concat.forward", Concat::forward, new Offsets(offsets.build()), accesses));
  }

  @Override
  public List<Phase> backward() {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.readsGradient(output(), Maps.same(output())));
    ImmutableLongArray.Builder offsets = ImmutableLongArray.builder();
    long offset = 0;
    for (Tensor input : inputs()) {
      if (input.differentiable()) {
        accesses.add(Access.contributes(input, channelsFrom(offset)));
        offsets.add(offset);
      }
      offset += input.extent(input.dims() - 1);
    }
    return hasBackward()
        ? List.of(
            new Phase("concat.backward", Concat::backward, new Offsets(offsets.build()), accesses))
        : List.of();
  }

  /**
   * {@return the map from an output tile to the input whose first channel is the output's channel
   * {@code offset}}
   */
  private AffineRectMap channelsFrom(long offset) {
    int dims = output().dims();
    AffineRectMap.Builder map = AffineRectMap.builder(dims);
    for (int d = 0; d < dims - 1; d++) {
      map.dimension(d, 1, 0, 0);
    }
    return map.dimension(dims - 1, 1, -offset, -offset).build();
  }

  private static void forward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    ImmutableLongArray offsets = ((Offsets) context.arguments()).offsets;
    FieldView output = context.region(offsets.length()).field();
    long[] shift = new long[output.rect().dims()];
    for (int i = 0; i < offsets.length(); i++) {
      shift[shift.length - 1] = offsets.get(i);
      kernels.copyShifted(context.region(i).field(), shift, output);
    }
  }

  private static void backward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    ImmutableLongArray offsets = ((Offsets) context.arguments()).offsets;
    FieldView outputGradient = context.region(0).field();
    long[] shift = new long[outputGradient.rect().dims()];
    for (int i = 0; i < offsets.length(); i++) {
      shift[shift.length - 1] = -offsets.get(i);
      kernels.copyShifted(outputGradient, shift, context.region(i + 1).field());
    }
  }

  /**
   * The arguments of both tasks.
   *
   * @param offsets for each input, the output's channel of its first channel
   */
  record Offsets(ImmutableLongArray offsets) implements TaskArguments {
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
