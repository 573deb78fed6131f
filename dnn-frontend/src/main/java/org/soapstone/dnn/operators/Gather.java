package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Takes elements of a dimension by index: output [a, i, b] = data [a, indices[i], b], where a, i
 * and b may each be several dimensions, as in ONNX.
 *
 * <p>Iterates over its output and over the indexed dimension of the data, which is contracted: a
 * tile passes over indices that it does not have.
 */
public final class Gather extends Operator {
  private static final String KIND = "gather";

  private final int axis;

  /**
   * Describes a gathering.
   *
   * @param name the layer's name
   * @param data floating-point numbers
   * @param indices INT32, from 0 to less than the extent of the axis
   * @param axis the dimension that indices name; negative counts from the end
   * @throws ModelException if there is no such dimension, or a type is another
   */
  public Gather(String name, Tensor data, Tensor indices, int axis) {
    Shapes.requireFloats(name, KIND, data);
    Shapes.requireIndices(name, KIND, indices);
    int along = Shapes.axis(name, KIND, data, axis);
    ImmutableLongArray shape =
        ImmutableLongArray.builder()
            .addAll(data.shape().subArray(0, along))
            .addAll(indices.shape())
            .addAll(data.shape().subArray(along + 1, data.dims()))
            .build();
    Tensor output = new Tensor(name, data.type(), shape, data.differentiable());
    List<Dimension> dimensions = new ArrayList<>(Dimensions.channelAttribute(output));
    dimensions.add(new Dimension("row", data.extent(along), DimensionRole.REDUCTION));
    this.axis = along;
    super(name, KIND, dimensions, List.of(data, indices), List.of(), List.of(output));
  }

  @Override
  public String attributes() {
    return "axis " + axis;
  }

  private int tileDims() {
    return output().dims() + 1;
  }

  private RectMap dataMap() {
    AffineRectMap.Builder map = AffineRectMap.builder(tileDims());
    for (int d = 0; d < input().dims(); d++) {
      int shifted = d < axis ? d : d + inputs().get(1).dims() - 1;
      map.dimension(d == axis ? output().dims() : shifted, 1, 0, 0);
    }
    return map.build();
  }

  private RectMap indexMap() {
    AffineRectMap.Builder map = AffineRectMap.builder(tileDims());
    for (int d = 0; d < inputs().get(1).dims(); d++) {
      map.dimension(axis + d, 1, 0, 0);
    }
    return map.build();
  }

  private Along along() {
    return new Along(input().extent(axis), axis);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "gather.forward",
            Gather::forward,
            along(),
            Access.reads(inputs().get(1), indexMap()),
            Access.reads(input(), dataMap()),
            Access.adds(output(), Maps.prefix(tileDims(), output()))));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                "gather.backward",
                Gather::backward,
                along(),
                Access.reads(inputs().get(1), indexMap()),
                Access.readsGradient(output(), Maps.prefix(tileDims(), output())),
                Access.contributes(input(), dataMap())))
        : List.of();
  }

  private static void forward(TaskContext context) {
    Along along = (Along) context.arguments();
    context
        .service(Kernels.class)
        .gatherForward(
            along.rows,
            along.axis,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void backward(TaskContext context) {
    Along along = (Along) context.arguments();
    context
        .service(Kernels.class)
        .gatherBackward(
            along.rows,
            along.axis,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param rows the extent of the axis
   * @param axis the dimension of the data
   */
  record Along(long rows, int axis) implements TaskArguments {
    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
