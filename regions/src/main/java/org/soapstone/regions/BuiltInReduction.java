package org.soapstone.regions;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The usual reduction operators.
 *
 * <p>Identities: −0.0 for floating-point sums (it alone leaves every value as it is, 0.0 and −0.0
 * among them), 0 for integer sums, 1 for products, the greatest value of the type for minima
 * (infinity for floating point) and the least for maxima. Minima and maxima are those of {@link
 * Math#min(float, float)}; integers wrap around.
 */
public enum BuiltInReduction implements ReductionOperator {
  /** The sum of 32-bit floats. */
  SUM_F32(FieldType.FLOAT32, Operation.SUM),
  /** The sum of 64-bit floats. */
  SUM_F64(FieldType.FLOAT64, Operation.SUM),
  /** The sum of 32-bit integers. */
  SUM_I32(FieldType.INT32, Operation.SUM),
  /** The sum of 64-bit integers. */
  SUM_I64(FieldType.INT64, Operation.SUM),
  /** The product of 32-bit floats. */
  PROD_F32(FieldType.FLOAT32, Operation.PROD),
  /** The product of 64-bit floats. */
  PROD_F64(FieldType.FLOAT64, Operation.PROD),
  /** The product of 32-bit integers. */
  PROD_I32(FieldType.INT32, Operation.PROD),
  /** The product of 64-bit integers. */
  PROD_I64(FieldType.INT64, Operation.PROD),
  /** The least of 32-bit floats. */
  MIN_F32(FieldType.FLOAT32, Operation.MIN),
  /** The least of 64-bit floats. */
  MIN_F64(FieldType.FLOAT64, Operation.MIN),
  /** The least of 32-bit integers. */
  MIN_I32(FieldType.INT32, Operation.MIN),
  /** The least of 64-bit integers. */
  MIN_I64(FieldType.INT64, Operation.MIN),
  /** The greatest of 32-bit floats. */
  MAX_F32(FieldType.FLOAT32, Operation.MAX),
  /** The greatest of 64-bit floats. */
  MAX_F64(FieldType.FLOAT64, Operation.MAX),
  /** The greatest of 32-bit integers. */
  MAX_I32(FieldType.INT32, Operation.MAX),
  /** The greatest of 64-bit integers. */
  MAX_I64(FieldType.INT64, Operation.MAX);

  private enum Operation {
    SUM,
    PROD,
    MIN,
    MAX
  }

  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED;

  private final FieldType type;
  private final Operation operation;

  BuiltInReduction(FieldType type, Operation operation) {
    this.type = type;
    this.operation = operation;
  }

  @Override
  public FieldType type() {
    return type;
  }

  @Override
  public float fold(float lhs, float rhs) {
    checkType(FieldType.FLOAT32);
    return switch (operation) {
      case SUM -> lhs + rhs;
      case PROD -> lhs * rhs;
      case MIN -> Math.min(lhs, rhs);
      case MAX -> Math.max(lhs, rhs);
    };
  }

  @Override
  public double fold(double lhs, double rhs) {
    checkType(FieldType.FLOAT64);
    return switch (operation) {
      case SUM -> lhs + rhs;
      case PROD -> lhs * rhs;
      case MIN -> Math.min(lhs, rhs);
      case MAX -> Math.max(lhs, rhs);
    };
  }

  @Override
  public int fold(int lhs, int rhs) {
    checkType(FieldType.INT32);
    return switch (operation) {
      case SUM -> lhs + rhs;
      case PROD -> lhs * rhs;
      case MIN -> Math.min(lhs, rhs);
      case MAX -> Math.max(lhs, rhs);
    };
  }

  @Override
  public long fold(long lhs, long rhs) {
    checkType(FieldType.INT64);
    return switch (operation) {
      case SUM -> lhs + rhs;
      case PROD -> lhs * rhs;
      case MIN -> Math.min(lhs, rhs);
      case MAX -> Math.max(lhs, rhs);
    };
  }

  private void checkType(FieldType wanted) {
    if (type != wanted) {
      throw new IllegalArgumentException(
          "reduction operator %s folds %s, not single values of %s; use one of that type"
              .formatted(name(), type, wanted));
    }
  }

  @Override
  public void fold(
      MemorySegment lhs, long lhsByteOffset, MemorySegment rhs, long rhsByteOffset, long count) {
    checkRange(lhs, lhsByteOffset, count);
    checkRange(rhs, rhsByteOffset, count);
    long done = foldVectors(lhs, lhsByteOffset, rhs, rhsByteOffset, count);
    for (long i = done; i < count; i++) {
      long l = lhsByteOffset + i * type.bytes();
      long r = rhsByteOffset + i * type.bytes();
      switch (type) {
        case FLOAT32 -> lhs.set(F32, l, fold(lhs.get(F32, l), rhs.get(F32, r)));
        case FLOAT64 -> lhs.set(F64, l, fold(lhs.get(F64, l), rhs.get(F64, r)));
        case INT32 -> lhs.set(I32, l, fold(lhs.get(I32, l), rhs.get(I32, r)));
        case INT64 -> lhs.set(I64, l, fold(lhs.get(I64, l), rhs.get(I64, r)));
        case UINT8 -> throw new AssertionError(this);
      }
    }
  }

  /** Folds the values that fill whole vectors; returns their number. */
  private long foldVectors(MemorySegment lhs, long l, MemorySegment rhs, long r, long count) {
    return switch (this) {
      case SUM_F32 -> VectorFolds.sumF32(lhs, l, rhs, r, count);
      case SUM_F64 -> VectorFolds.sumF64(lhs, l, rhs, r, count);
      case SUM_I32 -> VectorFolds.sumI32(lhs, l, rhs, r, count);
      case SUM_I64 -> VectorFolds.sumI64(lhs, l, rhs, r, count);
      case PROD_F32 -> VectorFolds.prodF32(lhs, l, rhs, r, count);
      case PROD_F64 -> VectorFolds.prodF64(lhs, l, rhs, r, count);
      case PROD_I32 -> VectorFolds.prodI32(lhs, l, rhs, r, count);
      case PROD_I64 -> VectorFolds.prodI64(lhs, l, rhs, r, count);
      case MIN_F32 -> VectorFolds.minF32(lhs, l, rhs, r, count);
      case MIN_F64 -> VectorFolds.minF64(lhs, l, rhs, r, count);
      case MIN_I32 -> VectorFolds.minI32(lhs, l, rhs, r, count);
      case MIN_I64 -> VectorFolds.minI64(lhs, l, rhs, r, count);
      case MAX_F32 -> VectorFolds.maxF32(lhs, l, rhs, r, count);
      case MAX_F64 -> VectorFolds.maxF64(lhs, l, rhs, r, count);
      case MAX_I32 -> VectorFolds.maxI32(lhs, l, rhs, r, count);
      case MAX_I64 -> VectorFolds.maxI64(lhs, l, rhs, r, count);
    };
  }

  @Override
  public void fillIdentity(MemorySegment target, long byteOffset, long count) {
    checkRange(target, byteOffset, count);
    switch (type) {
      case FLOAT32 -> {
        float identity =
            switch (operation) {
              case SUM -> -0.0f;
              case PROD -> 1;
              case MIN -> Float.POSITIVE_INFINITY;
              case MAX -> Float.NEGATIVE_INFINITY;
            };
        for (long i = 0; i < count; i++) {
          target.set(F32, byteOffset + 4 * i, identity);
        }
      }
      case FLOAT64 -> {
        double identity =
            switch (operation) {
              case SUM -> -0.0;
              case PROD -> 1;
              case MIN -> Double.POSITIVE_INFINITY;
              case MAX -> Double.NEGATIVE_INFINITY;
            };
        for (long i = 0; i < count; i++) {
          target.set(F64, byteOffset + 8 * i, identity);
        }
      }
      case INT32 -> {
        int identity =
            switch (operation) {
              case SUM -> 0;
              case PROD -> 1;
              case MIN -> Integer.MAX_VALUE;
              case MAX -> Integer.MIN_VALUE;
            };
        for (long i = 0; i < count; i++) {
          target.set(I32, byteOffset + 4 * i, identity);
        }
      }
      case INT64 -> {
        long identity =
            switch (operation) {
              case SUM -> 0;
              case PROD -> 1;
              case MIN -> Long.MAX_VALUE;
              case MAX -> Long.MIN_VALUE;
            };
        for (long i = 0; i < count; i++) {
          target.set(I64, byteOffset + 8 * i, identity);
        }
      }
      case UINT8 -> throw new AssertionError(this);
    }
  }

  /** Refuses before anything is written. */
  private void checkRange(MemorySegment segment, long byteOffset, long count) {
    if (count < 0
        || byteOffset < 0
        || byteOffset > segment.byteSize()
        || count > (segment.byteSize() - byteOffset) / type.bytes()) {
      throw new IndexOutOfBoundsException(
          "%s: %d values at byte %d do not fit a segment of %d bytes"
              .formatted(this, count, byteOffset, segment.byteSize()));
    }
  }
}
