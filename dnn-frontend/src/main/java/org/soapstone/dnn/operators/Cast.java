package org.soapstone.dnn.operators;

import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.TaskContext;

/** Changes the type of elements; splittable along every dimension. */
public final class Cast extends Operator {
  private static final String KIND = "cast";

  /**
   * Describes a change of type.
   *
   * @param name the layer's name
   * @param input FLOAT32, FLOAT64 or INT32
   * @param type FLOAT32, FLOAT64 or INT32; there is a gradient only between floating-point types
   * @throws ModelException if a type is another
   */
  public Cast(String name, Tensor input, FieldType type) {
    List<FieldType> types = List.of(FieldType.FLOAT32, FieldType.FLOAT64, FieldType.INT32);
    if (!types.contains(input.type()) || !types.contains(type)) {
      throw ModelException.of(
          name, KIND, "from %s to %s; it takes %s".formatted(input.type(), type, types));
    }
    boolean differentiable = input.differentiable() && type != FieldType.INT32;
    Tensor output = new Tensor(name, type, input.shape(), differentiable);
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
    return output().type().toString();
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "cast.forward",
            Cast::run,
            new Copies(1),
            Access.reads(input(), Maps.same(input())),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    return output().differentiable()
        ? List.of(
            new Phase(
                "cast.backward",
                Cast::run,
                new Copies(1),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input(), Maps.same(input()))))
        : List.of();
  }

  private static void run(TaskContext context) {
    context.service(Kernels.class).cast(context.region(0).field(), context.region(1).field());
  }
}
