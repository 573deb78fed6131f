package org.soapstone.simulator.search.moves;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.mapper.soap.ParallelConfig;

/** Changes degrees. */
final class Splits {
  private final int processors;

  Splits(int processors) {
    this.processors = processors;
  }

  static int tiles(ImmutableIntArray degrees) {
    int tiles = 1;
    for (int d = 0; d < degrees.length(); d++) {
      tiles *= degrees.get(d);
    }
    return tiles;
  }

  /** {@return the largest power of two that is not above, as its exponent} */
  static int log2(int value) {
    return 31 - Integer.numberOfLeadingZeros(value);
  }

  /**
   * {@return degrees with one of them twice or half as large, or two of them so, or one drawn anew;
   * the same if that cannot be}
   */
  ImmutableIntArray vary(
      List<Dimension> dimensions, ImmutableIntArray degrees, RandomGenerator random) {
    int[] varied = degrees.toArray();
    if (varied.length == 0) {
      return degrees;
    }
    int d = random.nextInt(varied.length);
    switch (random.nextInt(4)) {
      case 0 -> varied[d] *= 2;
      case 1 -> varied[d] = Math.ceilDiv(varied[d], 2);
      case 2 -> {
        int other = random.nextInt(varied.length);
        varied[d] = Math.ceilDiv(varied[d], 2);
        varied[other] *= other == d ? 1 : 2;
      }
      default -> varied[d] = 1 + random.nextInt(processors);
    }
    return isLegal(dimensions, varied) ? ImmutableIntArray.copyOf(varied) : degrees;
  }

  private boolean isLegal(List<Dimension> dimensions, int[] degrees) {
    long tiles = 1;
    for (int d = 0; d < degrees.length; d++) {
      tiles *= degrees[d];
      if (degrees[d] > dimensions.get(d).extent()) {
        return false;
      }
    }
    return tiles <= processors;
  }

  /** {@return the degrees of another operator, along the dimensions that have the same name} */
  static ImmutableIntArray like(
      List<Dimension> dimensions, List<Dimension> others, ImmutableIntArray degrees) {
    int[] result = new int[dimensions.size()];
    Arrays.fill(result, 1);
    for (int d = 0; d < result.length; d++) {
      for (int o = 0; o < others.size(); o++) {
        if (others.get(o).name().equals(dimensions.get(d).name())) {
          result[d] = (int) Math.min(dimensions.get(d).extent(), degrees.get(o));
        }
      }
    }
    return ImmutableIntArray.copyOf(result);
  }

  /** {@return degrees that split the first dimension that is not of extent 1, no other} */
  static ImmutableIntArray outermost(List<Dimension> dimensions, int parts) {
    int[] result = new int[dimensions.size()];
    Arrays.fill(result, 1);
    for (int d = 0; d < result.length; d++) {
      if (dimensions.get(d).extent() > 1) {
        result[d] = (int) Math.min(parts, dimensions.get(d).extent());
        break;
      }
    }
    return ImmutableIntArray.copyOf(result);
  }

  /** {@return a configuration in which two processors have changed places} */
  static OperatorConfig exchange(OperatorConfig configuration, int one, int two) {
    Optional<ParallelConfig> update =
        configuration.update().map(config -> exchange(config, one, two));
    return new OperatorConfig(exchange(configuration.compute(), one, two), update);
  }

  private static ParallelConfig exchange(ParallelConfig config, int one, int two) {
    int[] processors = config.processors().toArray();
    for (int t = 0; t < processors.length; t++) {
      processors[t] = processors[t] == one ? two : processors[t] == two ? one : processors[t];
    }
    return new ParallelConfig(config.degrees(), ImmutableIntArray.copyOf(processors));
  }
}
