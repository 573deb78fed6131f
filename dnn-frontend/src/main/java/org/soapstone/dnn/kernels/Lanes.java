package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.instances.FieldView;

/**
 * Vectors of 32-bit floats: moving them between memory and registers, and the functions that
 * kernels take of them.
 *
 * <p>A loop goes over elements {@code i < n} in steps of {@link #LENGTH}. The last vector may be
 * less than whole; then it is moved under a mask and computed like all others, so an element's bits
 * do not depend on its place. Functions are made of operations that are rounded exactly (sums,
 * products, fused ones), so they give the same bits in compiled and in interpreted code: the
 * platform's own vector functions do not.
 */
final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LENGTH = SPECIES.length();

  /** Doubles, and as many floats. */
  static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -0.00021219444f;

  /** Added to a number of less than 2^22, rounds it to an integer that stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  /** Outside of these, 2^n is no normal number. */
  private static final float LEAST_EXPONENT = -87.3f;

  private static final float GREATEST_EXPONENT = 88f;

  private Lanes() {}

  /**
   * {@return whether views are of {@code FLOAT32} and lie in rows: along the last dimension,
   * elements are neighbours}
   */
  static boolean takes(FieldView... views) {
    boolean takes = true;
    for (FieldView view : views) {
      int last = view.rect().dims() - 1;
      boolean isRow = view.rect().extent(last) <= 1 || view.stride(last) == 1;
      takes &= view.type() == FieldType.FLOAT32 && isRow;
    }
    return takes;
  }

  /** Loads all elements of a view, in row-major order. */
  static void load(FieldView view, float[] values) {
    Runs runs = new Runs(view.rect(), view);
    for (int at = 0; runs.next(); at += runs.length()) {
      MemorySegment.copy(view.segment(), JAVA_FLOAT, runs.offset(0), values, at, runs.length());
    }
  }

  /** The vector of elements i, i + 1, ... before n of floats that begin at a byte. */
  static FloatVector load(MemorySegment segment, long start, int i, int n) {
    return n - i >= LENGTH
        ? FloatVector.fromMemorySegment(SPECIES, segment, start + 4L * i, ORDER)
        : FloatVector.fromMemorySegment(
            SPECIES, segment, start + 4L * i, ORDER, SPECIES.indexInRange(i, n));
  }

  static FloatVector load(float[] values, int i, int n) {
    return n - i >= LENGTH
        ? FloatVector.fromArray(SPECIES, values, i)
        : FloatVector.fromArray(SPECIES, values, i, SPECIES.indexInRange(i, n));
  }

  static void store(FloatVector vector, MemorySegment segment, long start, int i, int n) {
    if (n - i >= LENGTH) {
      vector.intoMemorySegment(segment, start + 4L * i, ORDER);
    } else {
      vector.intoMemorySegment(segment, start + 4L * i, ORDER, SPECIES.indexInRange(i, n));
    }
  }

  static void store(FloatVector vector, float[] values, int i, int n) {
    if (n - i >= LENGTH) {
      vector.intoArray(values, i);
    } else {
      vector.intoArray(values, i, SPECIES.indexInRange(i, n));
    }
  }

  /** Which lanes of the vector at i are before n. */
  static VectorMask<Float> inside(int i, int n) {
    return SPECIES.indexInRange(i, n);
  }

  /** As many floats as there are doubles in a vector. */
  static FloatVector loadHalf(MemorySegment segment, long start, int i, int n) {
    return n - i >= HALF.length()
        ? FloatVector.fromMemorySegment(HALF, segment, start + 4L * i, ORDER)
        : FloatVector.fromMemorySegment(
            HALF, segment, start + 4L * i, ORDER, HALF.indexInRange(i, n));
  }

  static void storeHalf(FloatVector half, MemorySegment segment, long start, int i, int n) {
    if (n - i >= HALF.length()) {
      half.intoMemorySegment(segment, start + 4L * i, ORDER);
    } else {
      half.intoMemorySegment(segment, start + 4L * i, ORDER, HALF.indexInRange(i, n));
    }
  }

  static FloatVector loadHalf(float[] values, int i, int n) {
    return n - i >= HALF.length()
        ? FloatVector.fromArray(HALF, values, i)
        : FloatVector.fromArray(HALF, values, i, HALF.indexInRange(i, n));
  }

  /** The same numbers as doubles. */
  static DoubleVector widen(FloatVector half) {
    return (DoubleVector) half.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  static DoubleVector load(double[] values, int i, int n) {
    return n - i >= DOUBLES.length()
        ? DoubleVector.fromArray(DOUBLES, values, i)
        : DoubleVector.fromArray(DOUBLES, values, i, DOUBLES.indexInRange(i, n));
  }

  static void store(DoubleVector vector, double[] values, int i, int n) {
    if (n - i >= DOUBLES.length()) {
      vector.intoArray(values, i);
    } else {
      vector.intoArray(values, i, DOUBLES.indexInRange(i, n));
    }
  }

  /**
   * e^x within 2 units in the last place; arguments beyond those of normal numbers count as the
   * nearest of them. After Cephes' {@code expf}: a power of two times a polynomial.
   */
  static FloatVector exp(FloatVector argument) {
    FloatVector x = argument.min(GREATEST_EXPONENT).max(LEAST_EXPONENT);
    FloatVector shifted = x.fma(broadcast(LOG2_E), broadcast(ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(broadcast(-LN2_HIGH), x);
    r = n.fma(broadcast(-LN2_LOW), r);
    FloatVector p = r.fma(broadcast(0.00019875691f), broadcast(0.0013981999f));
    p = p.fma(r, broadcast(0.008333452f));
    p = p.fma(r, broadcast(0.041665796f));
    p = p.fma(r, broadcast(0.16666666f));
    p = p.fma(r, broadcast(0.5f));
    p = p.fma(r.mul(r), r).add(1);
    var power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000);
    return p.mul(power.reinterpretAsFloats());
  }

  /** 1 / (1 + e^−x). */
  static FloatVector logistic(FloatVector x) {
    return broadcast(1).div(exp(x.neg()).add(1));
  }

  /** The hyperbolic tangent, to within a float's distance of 1: 2 · logistic(2 · x) − 1. */
  static FloatVector tanh(FloatVector x) {
    return broadcast(2).div(exp(x.mul(-2)).add(1)).sub(1);
  }

  static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
