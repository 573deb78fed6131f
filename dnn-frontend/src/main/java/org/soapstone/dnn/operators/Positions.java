package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * The numbers of positions, from 0, the same for each sample: INT32 [sample, position]. An {@link
 * Embedding} of them is a vector for each position that is trained.
 */
public final class Positions extends Operator {
  private static final String KIND = "positions";

  /**
   * Describes positions.
   *
   * @param name the layer's name
   * @param batch the samples of a batch
   * @param length the positions of a sample
   * @throws ModelException if a number is less than 1
   */
  public Positions(String name, long batch, long length) {
    if (batch < 1 || length < 1) {
      throw ModelException.of(
          name, KIND, "batch %d, length %d; each must be at least 1".formatted(batch, length));
    }
    super(
        name,
        KIND,
        Dimensions.samples(batch),
        List.of(),
        List.of(),
        List.of(new Tensor(name, FieldType.INT32, ImmutableLongArray.of(batch, length), false)));
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "positions.fill",
            Positions::fill,
            new Fill(),
            List.of(Access.writes(output(), Maps.leading(1, output(), 0)))));
  }

  @Override
  public List<Phase> backward() {
    return List.of();
  }

  private static void fill(TaskContext context) {
    FieldView positions = context.region(0).field();
    Rect rect = positions.rect();
    int[] row = new int[rect.isEmpty() ? 0 : Math.toIntExact(rect.extent(1))];
    for (int i = 0; i < row.length; i++) {
      row[i] = i;
    }
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      Elements.writeInts(positions, sample, row);
    }
  }

  /** The arguments of the task: none. */
  record Fill() implements TaskArguments {
    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
