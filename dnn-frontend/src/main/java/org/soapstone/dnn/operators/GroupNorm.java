package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;

/**
 * Group normalisation (Wu and He, ECCV 2018): each sample's channels, the last dimension, are
 * normalised in groups of neighbours, over all positions. With as many groups as channels it is
 * instance normalisation.
 */
public final class GroupNorm extends NormalizationOperator {

  /**
   * Describes a group normalisation.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @param groups divides the channels
   * @param epsilon added to the variance, greater than 0
   * @throws ModelException if a number is out of range
   */
  public GroupNorm(String name, Tensor input, long groups, double epsilon) {
    super(
        name,
        "group_norm",
        input,
        divisors(name, input, groups),
        ImmutableLongArray.of(Shapes.last(input)),
        true,
        epsilon);
  }

  private static ImmutableLongArray divisors(String name, Tensor input, long groups) {
    String kind = "group_norm";
    Shapes.requireFloats(name, kind, input);
    Shapes.requireRank(name, kind, input, 2, "[sample, ..., channel]");
    long channels = Shapes.last(input);
    if (groups < 1 || channels % groups != 0) {
      throw ModelException.of(
          name,
          kind,
          "%d groups of the %d channels of input %s; the groups must divide the channels"
              .formatted(groups, channels, input));
    }
    long[] divisors = input.shape().toArray();
    divisors[0] = 1;
    divisors[divisors.length - 1] = channels / groups;
    return ImmutableLongArray.copyOf(divisors);
  }
}
