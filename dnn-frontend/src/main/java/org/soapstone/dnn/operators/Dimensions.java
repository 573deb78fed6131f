package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/** The dimensions of iterations that operators share. */
final class Dimensions {
  /** The dimension of batches. */
  static final String SAMPLE = "sample";

  private static final String CHANNEL = "channel";
  private static final List<String> IMAGE = List.of(SAMPLE, "height", "width", CHANNEL);
  private static final List<String> MATRIX = List.of(SAMPLE, CHANNEL);

  private Dimensions() {}

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
    List<String> names = output.dims() == IMAGE.size() ? IMAGE : MATRIX;
    List<Dimension> dimensions = new ArrayList<>();
    for (int d = 0; d < names.size(); d++) {
      DimensionRole role =
          d == 0 ? DimensionRole.SAMPLE : d == names.size() - 1 ? channel : DimensionRole.ATTRIBUTE;
      dimensions.add(new Dimension(names.get(d), output.extent(d), role));
    }
    return dimensions;
  }
}
