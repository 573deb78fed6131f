package org.soapstone.dnn.operators;

/**
 * Normalisation by the root of the mean square of the last dimension, without mean and shift (Zhang
 * and Sennrich, NeurIPS 2019).
 */
public final class RmsNorm extends NormalizationOperator {

  /**
   * Describes a normalisation by the root mean square.
   *
   * @param name the layer's name
   * @param input floating-point numbers of at least two dimensions
   * @param epsilon added to the mean square, greater than 0
   * @throws ModelException if a number is out of range
   */
  public RmsNorm(String name, Tensor input, double epsilon) {
    super(
        name,
        "rms_norm",
        input,
        LayerNorm.divisors(name, "rms_norm", input, 1),
        input.shape().subArray(input.dims() - 1, input.dims()).trimmed(),
        false,
        epsilon);
  }
}
