package org.soapstone.dnn.kernels;

import com.google.common.primitives.ImmutableLongArray;
import java.io.Serializable;

/**
 * Over which elements a normalisation takes its mean and variance.
 *
 * @param divisors for each dimension of the input, how many neighbours share a statistic: 1 where
 *     each index has its own, the extent where all share one
 * @param count the elements that share a statistic
 * @param epsilon added to the variance, greater than 0
 * @param centered whether the mean is subtracted; if not, the variance is taken around 0
 */
public record Normalization(
    ImmutableLongArray divisors, long count, double epsilon, boolean centered)
    implements Serializable {

  /** Checks the ranges. */
  public Normalization {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException("epsilon " + epsilon + "; it must be greater than 0");
    }
    if (divisors.stream().anyMatch(divisor -> divisor < 1) || count < 1) {
      throw new IllegalArgumentException(
          "divisors %s and count %d; they must be at least 1".formatted(divisors, count));
    }
  }
}
