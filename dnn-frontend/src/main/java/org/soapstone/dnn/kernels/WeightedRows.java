package org.soapstone.dnn.kernels;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one loop that all matrix products of the reference kernels come down to: a row plus a
 * weighted sum of rows.
 *
 * <p>Terms are added one after another, first row first, each product rounded before it is added:
 * an element does not depend on how many neighbours it has, nor on the processor's vectors. The
 * vector API, because the compiler leaves this loop scalar; see the test for the two nested loops
 * that it stands for.
 */
final class WeightedRows {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

  private WeightedRows() {}

  /**
   * {@code to[toStart + i] += Σ_r weights[weightStart + r · weightStep] · rows[r · length + i]} for
   * {@code r} from 0 to {@code count − 1}, in that order, and {@code i} from 0 to {@code length −
   * 1}.
   */
  static void add(
      double[] to,
      int toStart,
      double[] weights,
      int weightStart,
      int weightStep,
      double[] rows,
      int count,
      int length) {
    int lanes = SPECIES.length();
    int i = 0;
    for (; i <= length - 2 * lanes; i += 2 * lanes) {
      DoubleVector first = DoubleVector.fromArray(SPECIES, to, toStart + i);
      DoubleVector second = DoubleVector.fromArray(SPECIES, to, toStart + i + lanes);
      for (int r = 0; r < count; r++) {
        double weight = weights[weightStart + r * weightStep];
        int at = r * length + i;
        first = first.add(DoubleVector.fromArray(SPECIES, rows, at).mul(weight));
        second = second.add(DoubleVector.fromArray(SPECIES, rows, at + lanes).mul(weight));
      }
      first.intoArray(to, toStart + i);
      second.intoArray(to, toStart + i + lanes);
    }
    for (; i < length; i += lanes) {
      VectorMask<Double> present = SPECIES.indexInRange(i, length);
      DoubleVector sum = DoubleVector.fromArray(SPECIES, to, toStart + i, present);
      for (int r = 0; r < count; r++) {
        double weight = weights[weightStart + r * weightStep];
        DoubleVector row = DoubleVector.fromArray(SPECIES, rows, r * length + i, present);
        sum = sum.add(row.mul(weight));
      }
      sum.intoArray(to, toStart + i, present);
    }
  }
}
