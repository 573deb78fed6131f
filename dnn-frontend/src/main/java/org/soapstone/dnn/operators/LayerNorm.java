package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;

/**
 * Layer normalisation (Ba, Kiros, Hinton, 2016): each sample, or each of its positions, is
 * normalised over its last dimensions, which have a scale and a shift.
 */
public final class LayerNorm extends NormalizationOperator {

  /**
   * Describes a layer normalisation.
   *
   * @param name the layer's name
   * @param input floating-point numbers
   * @param normalized how many of the last dimensions are normalised, at least 1 and less than all
   * @param epsilon added to the variance, greater than 0
   * @throws ModelException if a number is out of range
   */
  public LayerNorm(String name, Tensor input, int normalized, double epsilon) {
    super(
        name,
        "layer_norm",
        input,
        divisors(name, "layer_norm", input, normalized),
        input.shape().subArray(input.dims() - normalized, input.dims()).trimmed(),
        true,
        epsilon);
  }

  /** {@return the extents of the last dimensions, and 1 for the others} */
  static ImmutableLongArray divisors(String name, String kind, Tensor input, int normalized) {
    Shapes.requireFloats(name, kind, input);
    if (normalized < 1 || normalized >= input.dims()) {
      throw ModelException.of(
          name,
          kind,
          "%d dimensions of input %s; it must be from 1 to %d"
              .formatted(normalized, input, input.dims() - 1));
    }
    long[] divisors = new long[input.dims()];
    Arrays.setAll(divisors, d -> d < input.dims() - normalized ? 1 : input.extent(d));
    return ImmutableLongArray.copyOf(divisors);
  }
}
