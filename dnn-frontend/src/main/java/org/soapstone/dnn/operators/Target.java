package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * Loads what a network should predict for the samples of a batch: values [sample, ...]. Each tile
 * loads its samples from the {@link BatchSource}.
 */
public final class Target extends Operator {

  /**
   * Describes target values.
   *
   * @param name the layer's name
   * @param type the type of the values
   * @param shape the extents, the batch first
   */
  public Target(String name, FieldType type, ImmutableLongArray shape) {
    Tensor values = new Tensor(name, type, shape, false);
    super(
        name,
        "target",
        Dimensions.samples(values.extent(0)),
        List.of(),
        List.of(),
        List.of(values));
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "target.load",
            Target::load,
            new Load(),
            List.of(Access.writes(output(), Maps.leading(1, output(), 0)))));
  }

  @Override
  public List<Phase> backward() {
    return List.of();
  }

  private static void load(TaskContext context) {
    BatchSource source = context.service(BatchSource.class);
    FieldView targets = context.region(0).field();
    Rect rect = targets.rect();
    if (rect.isEmpty()) {
      return;
    }
    float[] values = new float[Math.toIntExact(rect.volume() / rect.extent(0))];
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      source.target(context.iteration(), Math.toIntExact(sample), values);
      Elements.writeSlice(targets, sample, values);
    }
  }

  /** The arguments of a load: none. */
  record Load() implements TaskArguments {
    @Override
    public String workClass() {
      return "load";
    }
  }
}
