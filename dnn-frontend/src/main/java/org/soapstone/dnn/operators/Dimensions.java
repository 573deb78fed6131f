package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/** The dimensions of iterations that operators share. */
final class Dimensions {
  /** The dimension of batches. */
  static final String SAMPLE = "sample";

  /** The dimension of sequences. */
  static final String POSITION = "position";

  /** The last dimension of most tensors. */
  static final String CHANNEL = "channel";

  /** The input channels that an output sums over. */
  static final String IN_CHANNEL = "inChannel";

  private static final List<List<String>> NAMES =
      List.of(
          List.of(SAMPLE),
          List.of(SAMPLE, CHANNEL),
          List.of(SAMPLE, POSITION, CHANNEL),
          List.of(SAMPLE, "height", "width", CHANNEL),
          List.of(SAMPLE, "depth", "height", "width", CHANNEL));

  private Dimensions() {}

  /** {@return the names of the dimensions of tensors of some rank} */
  static List<String> names(int rank) {
    if (rank <= NAMES.size()) {
      return NAMES.get(rank - 1);
    }
    List<String> names = new ArrayList<>();
    names.add(SAMPLE);
    for (int d = 1; d < rank - 1; d++) {
      names.add("dim" + d);
    }
    names.add(CHANNEL);
    return names;
  }

  /**
   * {@return the dimensions of an output whose channels are computed from channels of their own}
   */
  static List<Dimension> channelAttribute(Tensor output) {
    return of(output, DimensionRole.ATTRIBUTE);
  }

  /** {@return the dimensions of an output whose channels have weights of their own} */
  static List<Dimension> channelParameter(Tensor output) {
    return of(output, DimensionRole.PARAMETER);
  }

  /**
   * {@return the dimensions of an output whose channels have weights of their own, and behind them
   * the contracted one}
   *
   * @param inChannels the input channels that each output sums over
   */
  static List<Dimension> contracting(Tensor output, long inChannels) {
    List<Dimension> dimensions = new ArrayList<>(channelParameter(output));
    dimensions.add(new Dimension(IN_CHANNEL, inChannels, DimensionRole.REDUCTION));
    return dimensions;
  }

  /** {@return the dimensions of a tensor, some of which are summed over} */
  static List<Dimension> reducing(Tensor tensor, Set<Integer> reduced) {
    List<Dimension> dimensions = channelAttribute(tensor);
    List<Dimension> all = new ArrayList<>();
    for (int d = 0; d < dimensions.size(); d++) {
      Dimension dimension = dimensions.get(d);
      all.add(
          reduced.contains(d)
              ? new Dimension(dimension.name(), dimension.extent(), DimensionRole.REDUCTION)
              : dimension);
    }
    return all;
  }

  /** {@return the samples alone} */
  static List<Dimension> samples(long batch) {
    return List.of(new Dimension(SAMPLE, batch, DimensionRole.SAMPLE));
  }

  /**
   * {@return the dimensions along which an update is split: the output channels, if there are
   * weights}
   */
  static List<Dimension> update(List<Weight> weights) {
    return weights.isEmpty()
        ? List.of()
        : List.of(
            new Dimension(CHANNEL, weights.getFirst().tensor().extent(0), DimensionRole.PARAMETER));
  }

  private static List<Dimension> of(Tensor output, DimensionRole channel) {
    List<String> names = names(output.dims());
    List<Dimension> dimensions = new ArrayList<>();
    for (int d = 0; d < names.size(); d++) {
      DimensionRole role =
          d == 0 ? DimensionRole.SAMPLE : d == names.size() - 1 ? channel : DimensionRole.ATTRIBUTE;
      dimensions.add(new Dimension(names.get(d), output.extent(d), role));
    }
    return dimensions;
  }
}
