package org.soapstone.dnn;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.mapper.soap.ParallelConfig;

/** Enumerates the degrees of dimensions and makes configurations of them. */
public final class Degrees {
  private Degrees() {}

  /**
   * {@return every combination of degrees whose product is at most {@code most}, in lexicographic
   * order}
   */
  public static List<ImmutableIntArray> all(List<Dimension> dimensions, int most) {
    List<ImmutableIntArray> found = new ArrayList<>();
    collect(dimensions, most, new int[dimensions.size()], 0, found);
    return found;
  }

  private static void collect(
      List<Dimension> dimensions, int most, int[] degrees, int d, List<ImmutableIntArray> found) {
    if (d == degrees.length) {
      found.add(ImmutableIntArray.copyOf(degrees));
      return;
    }
    for (int degree = 1; degree <= Math.min(most, dimensions.get(d).extent()); degree++) {
      degrees[d] = degree;
      collect(dimensions, most / degree, degrees, d + 1, found);
    }
  }

  /** {@return degrees with a processor drawn for each tile} */
  public static ParallelConfig place(
      ImmutableIntArray degrees, int processors, RandomGenerator random) {
    int tiles = degrees.stream().reduce(1, Math::multiplyExact);
    int[] drawn = random.ints(tiles, 0, processors).toArray();
    return new ParallelConfig(degrees, ImmutableIntArray.copyOf(drawn));
  }

  /** {@return a configuration of an operator, drawn from those of at most {@code most} tiles} */
  public static OperatorConfig random(
      OperatorSpace operator, int most, int processors, RandomGenerator random) {
    Optional<ParallelConfig> update =
        operator.updates()
            ? Optional.of(random(operator.updateDimensions(), most, processors, random))
            : Optional.empty();
    return new OperatorConfig(random(operator.dimensions(), most, processors, random), update);
  }

  private static ParallelConfig random(
      List<Dimension> dimensions, int most, int processors, RandomGenerator random) {
    List<ImmutableIntArray> choices = all(dimensions, most);
    return place(choices.get(random.nextInt(choices.size())), processors, random);
  }
}
