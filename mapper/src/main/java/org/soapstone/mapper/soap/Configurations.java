package org.soapstone.mapper.soap;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/** Makes configurations from parts. */
public final class Configurations {
  private Configurations() {}

  /**
   * {@return a computation with an update that follows it} Weights are updated where their
   * gradients are: split like the computation along the dimensions that it splits of them, and
   * beyond that into one part for each processor that holds a copy, as far as a dimension is long
   * enough.
   *
   * @param operator the operator
   * @param compute a configuration of its computation
   */
  public static OperatorConfig following(OperatorSpace operator, ParallelConfig compute) {
    return new OperatorConfig(
        compute, operator.updates() ? Optional.of(update(operator, compute)) : Optional.empty());
  }

  /**
   * {@return a computation with an update that is split like it along the dimensions of the weights
   * that it splits, and no further: each part on the first processor that holds it} What a
   * parameter server does.
   *
   * @param operator the operator
   * @param compute a configuration of its computation
   */
  public static OperatorConfig gathered(OperatorSpace operator, ParallelConfig compute) {
    return new OperatorConfig(
        compute,
        operator.updates()
            ? Optional.of(placed(operator, compute, shared(operator, compute)))
            : Optional.empty());
  }

  private static ParallelConfig update(OperatorSpace operator, ParallelConfig compute) {
    int[] degrees = shared(operator, compute);
    int parts = Arrays.stream(degrees).reduce(1, (a, b) -> a * b);
    int copies = (int) compute.processors().stream().distinct().count() / parts;
    List<Dimension> dimensions = operator.updateDimensions();
    for (int d = 0; d < degrees.length && copies > 1; d++) {
      if (dimensions.get(d).extent() >= (long) degrees[d] * copies) {
        degrees[d] *= copies;
        copies = 1;
      }
    }
    return placed(operator, compute, degrees);
  }

  /** The degrees of the weights' dimensions that the computation splits, 1 for the others. */
  private static int[] shared(OperatorSpace operator, ParallelConfig compute) {
    List<Dimension> dimensions = operator.updateDimensions();
    int[] degrees = new int[dimensions.size()];
    for (int d = 0; d < degrees.length; d++) {
      int same = sameDimension(operator, dimensions.get(d));
      degrees[d] =
          same < 0 ? 1 : (int) Math.min(dimensions.get(d).extent(), compute.degrees().get(same));
    }
    return degrees;
  }

  private static int sameDimension(OperatorSpace operator, Dimension weight) {
    for (int d = 0; d < operator.dimensions().size(); d++) {
      Dimension dimension = operator.dimensions().get(d);
      if (dimension.role() == DimensionRole.PARAMETER && dimension.name().equals(weight.name())) {
        return d;
      }
    }
    return -1;
  }

  /** Each part of the weights goes to a tile that has it; its parts go round them. */
  private static ParallelConfig placed(
      OperatorSpace operator, ParallelConfig compute, int[] degrees) {
    int tiles = Arrays.stream(degrees).reduce(1, (a, b) -> a * b);
    int[] processors = new int[tiles];
    Map<Integer, Integer> turns = new HashMap<>();
    for (int tile = 0; tile < tiles; tile++) {
      int[] holders = holders(operator, compute, degrees, tile);
      int turn = turns.merge(holders[0], 1, Integer::sum) - 1;
      processors[tile] = compute.processors().get(holders[turn % holders.length]);
    }
    return new ParallelConfig(
        ImmutableIntArray.copyOf(degrees), ImmutableIntArray.copyOf(processors));
  }

  /** The tiles of the computation that have a part of the weights. */
  private static int[] holders(
      OperatorSpace operator, ParallelConfig compute, int[] degrees, int part) {
    int[] wanted = new int[operator.dimensions().size()];
    Arrays.fill(wanted, -1);
    int rest = part;
    for (int d = degrees.length - 1; d >= 0; d--) {
      int coordinate = rest % degrees[d];
      rest /= degrees[d];
      int same = sameDimension(operator, operator.updateDimensions().get(d));
      if (same >= 0) {
        wanted[same] = coordinate * compute.degrees().get(same) / degrees[d];
      }
    }
    int[] holders = new int[compute.tiles()];
    int count = 0;
    for (int tile = 0; tile < compute.tiles(); tile++) {
      if (isAt(compute, tile, wanted)) {
        holders[count++] = tile;
      }
    }
    return Arrays.copyOf(holders, count);
  }

  private static boolean isAt(ParallelConfig compute, int tile, int[] wanted) {
    int rest = tile;
    for (int d = wanted.length - 1; d >= 0; d--) {
      int coordinate = rest % compute.degrees().get(d);
      rest /= compute.degrees().get(d);
      if (wanted[d] >= 0 && wanted[d] != coordinate) {
        return false;
      }
    }
    return true;
  }
}
