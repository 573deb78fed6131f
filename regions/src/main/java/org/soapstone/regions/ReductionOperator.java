package org.soapstone.regions;

import java.lang.foreign.MemorySegment;

/**
 * A way to fold values into one: associative up to rounding, with an identity.
 *
 * <p>An operator is its {@linkplain #name name}: two operators with one name are the same. The
 * usual ones are in {@link BuiltInReduction}; an own one implements this interface, holds no state
 * and may be called from many threads.
 *
 * <p>Values lie in memory contiguously, in the machine's byte order, with no demand on alignment.
 */
public interface ReductionOperator {
  /** {@return the name, which identifies the operator} */
  String name();

  /** {@return the type of the values} */
  FieldType type();

  /**
   * Folds a run of values into another: {@code lhs[i] = lhs[i] (op) rhs[i]}.
   *
   * @param lhs holds the values folded into
   * @param lhsByteOffset where the first of them is
   * @param rhs holds the values to fold; either the same values as {@code lhs} or apart from them
   * @param rhsByteOffset where the first of them is
   * @param count the number of values, at least 0
   * @throws IndexOutOfBoundsException if a segment is too short
   */
  void fold(
      MemorySegment lhs, long lhsByteOffset, MemorySegment rhs, long rhsByteOffset, long count);

  /**
   * Writes the identity to a run of values.
   *
   * @param target where to write
   * @param byteOffset where the first value is
   * @param count the number of values, at least 0
   * @throws IndexOutOfBoundsException if the segment is too short
   */
  void fillIdentity(MemorySegment target, long byteOffset, long count);

  /**
   * {@return two values folded into one, for an operator of {@link FieldType#FLOAT32}}
   *
   * @param lhs the value folded into
   * @param rhs the value to fold
   * @throws IllegalArgumentException if the operator is of another type
   */
  default float fold(float lhs, float rhs) {
    throw wrongType(this, FieldType.FLOAT32);
  }

  /**
   * {@return two values folded into one, for an operator of {@link FieldType#FLOAT64}}
   *
   * @param lhs the value folded into
   * @param rhs the value to fold
   * @throws IllegalArgumentException if the operator is of another type
   */
  default double fold(double lhs, double rhs) {
    throw wrongType(this, FieldType.FLOAT64);
  }

  /**
   * {@return two values folded into one, for an operator of {@link FieldType#INT32}}
   *
   * @param lhs the value folded into
   * @param rhs the value to fold
   * @throws IllegalArgumentException if the operator is of another type
   */
  default int fold(int lhs, int rhs) {
    throw wrongType(this, FieldType.INT32);
  }

  /**
   * {@return two values folded into one, for an operator of {@link FieldType#INT64}}
   *
   * @param lhs the value folded into
   * @param rhs the value to fold
   * @throws IllegalArgumentException if the operator is of another type
   */
  default long fold(long lhs, long rhs) {
    throw wrongType(this, FieldType.INT64);
  }

  private static IllegalArgumentException wrongType(ReductionOperator operator, FieldType wanted) {
    return new IllegalArgumentException(
        "reduction operator %s folds %s, not single values of %s; use one of that type"
            .formatted(operator.name(), operator.type(), wanted));
  }
}
