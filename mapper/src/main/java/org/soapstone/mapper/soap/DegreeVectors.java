package org.soapstone.mapper.soap;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/**
 * All ways to cut some dimensions: every vector of degrees, each between 1 and its dimension's
 * extent, whose product is at most a budget. They are numbered in lexicographic order, and found by
 * number without listing them.
 *
 * <p>Let {@code count(d, b)} be the number of ways to cut dimensions {@code d} and up with budget
 * {@code b}: the sum over degrees {@code k} of {@code count(d + 1, floor(b / k))}. Of {@code
 * floor(b / k)} there are only about {@code 2 sqrt(b)} values, and dividing one again gives one of
 * them, so that the table has O(dimensions * sqrt(budget)) entries and is filled in O(dimensions *
 * budget); finding a vector takes O(dimensions * sqrt(budget)).
 */
final class DegreeVectors {
  private final long[] extents;
  private final int budget;
  private final int root;
  private final long[][] counts;

  DegreeVectors(List<Dimension> dimensions, int budget) {
    this.extents = dimensions.stream().mapToLong(Dimension::extent).toArray();
    this.budget = budget;
    this.root = (int) Math.sqrt(budget);
    this.counts = new long[extents.length + 1][slot(budget) + 1];
    Arrays.fill(counts[extents.length], 1);
    for (int d = extents.length - 1; d >= 0; d--) {
      for (int k = 1; k <= budget; k = last(budget, k) + 1) {
        counts[d][slot(budget / k)] = countFrom(d, budget / k);
      }
    }
  }

  /**
   * The place of a value of {@code floor(budget / k)}: small values by themselves, large ones by
   * their {@code k}.
   */
  private int slot(int value) {
    return value <= root ? value - 1 : root + budget / (root + 1) - budget / value;
  }

  /** The last degree with which {@code floor(value / degree)} is what it is with {@code k}. */
  private static int last(int value, int k) {
    return value / (value / k);
  }

  private long countFrom(int d, int value) {
    long sum = 0;
    int most = (int) Math.min(extents[d], value);
    for (int k = 1; k <= most; ) {
      int last = Math.min(last(value, k), most);
      sum += (last - k + 1) * counts[d + 1][slot(value / k)];
      k = last + 1;
    }
    return sum;
  }

  long count() {
    return counts[0][slot(budget)];
  }

  /** {@return the vector of a number from 0 to {@link #count} − 1} */
  ImmutableIntArray at(long number) {
    int[] degrees = new int[extents.length];
    long rest = number;
    int value = budget;
    for (int d = 0; d < degrees.length; d++) {
      int k = 1;
      while (true) {
        int last = (int) Math.min(last(value, k), extents[d]);
        long each = counts[d + 1][slot(value / k)];
        long block = (last - k + 1) * each;
        if (rest < block) {
          degrees[d] = k + (int) (rest / each);
          rest %= each;
          break;
        }
        rest -= block;
        k = last + 1;
      }
      value /= degrees[d];
    }
    return ImmutableIntArray.copyOf(degrees);
  }
}
