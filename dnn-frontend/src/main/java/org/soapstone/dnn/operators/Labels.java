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
 * Loads the classes of the samples of a batch: INT32, one for each sample [sample], or one for each
 * position of its sequence [sample, position].
 *
 * <p>Each tile loads its samples from the {@link BatchSource}.
 */
public final class Labels extends Operator {
  private static final String KIND = "labels";

  /**
   * Describes labels.
   *
   * @param name the layer's name
   * @param shape [sample] or [sample, position], the batch first
   * @throws ModelException if it has other dimensions, or an extent is less than 1
   */
  public Labels(String name, ImmutableLongArray shape) {
    if (shape.length() < 1 || shape.length() > 2 || shape.stream().anyMatch(e -> e < 1)) {
      throw ModelException.of(
          name,
          KIND,
          "extents %s; it takes [sample] or [sample, position], each at least 1".formatted(shape));
    }
    super(
        name,
        KIND,
        Dimensions.samples(shape.get(0)),
        List.of(),
        List.of(),
        List.of(new Tensor(name, FieldType.INT32, shape, false)));
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "labels.load",
            Labels::load,
            new Load(),
            List.of(Access.writes(output(), Maps.leading(1, output(), 0)))));
  }

  @Override
  public List<Phase> backward() {
    return List.of();
  }

  private static void load(TaskContext context) {
    BatchSource source = context.service(BatchSource.class);
    FieldView labels = context.region(0).field();
    Rect rect = labels.rect();
    int[] row = new int[rect.dims() == 1 || rect.isEmpty() ? 1 : Math.toIntExact(rect.extent(1))];
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      source.labels(context.iteration(), Math.toIntExact(sample), row);
      Elements.writeInts(labels, sample, row);
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
