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
 * Loads the values of a batch, for example images [sample, height, width, channel], and a label
 * [sample] for each sample.
 *
 * <p>Each tile loads its samples from the {@link BatchSource}; no tile sees more of the data set
 * than that.
 */
public final class Input extends Operator {
  private static final String TASK = "input.load";

  /**
   * Describes an input of values.
   *
   * @param name the layer's name
   * @param type the element type of the values
   * @param shape the extents, the batch first
   * @throws ModelException if an extent is less than 1
   */
  public Input(String name, FieldType type, ImmutableLongArray shape) {
    if (shape.stream().anyMatch(extent -> extent < 1)) {
      throw ModelException.of(
          name, "input", "extents %s, the batch first; each must be at least 1".formatted(shape));
    }
    super(
        name,
        "input",
        Dimensions.samples(shape.get(0)),
        List.of(),
        List.of(),
        List.of(
            new Tensor(name, type, shape, false),
            new Tensor(name + ".labels", FieldType.INT32, shape.subArray(0, 1), false)));
  }

  /** {@return the labels [sample], INT32} */
  public Tensor labels() {
    return outputs().get(1);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            TASK,
            Input::load,
            new Load(),
            List.of(
                Access.writes(output(), Maps.leading(1, output(), 0)),
                Access.writes(labels(), Maps.same(labels())))));
  }

  @Override
  public List<Phase> backward() {
    return List.of();
  }

  private static void load(TaskContext context) {
    BatchSource source = context.service(BatchSource.class);
    FieldView values = context.region(0).field();
    FieldView labels = context.region(1).field();
    Rect rect = values.rect();
    float[] row = new float[Math.toIntExact(rect.isEmpty() ? 0 : rect.volume() / rect.extent(0))];
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      int position = Math.toIntExact(sample);
      source.load(context.iteration(), position, row);
      Elements.writeSlice(values, sample, row);
      Elements.writeInt(labels, sample, source.label(context.iteration(), position));
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
