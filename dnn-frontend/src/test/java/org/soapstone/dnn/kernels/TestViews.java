package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Views of random numbers in native memory, some dense and some boxes of larger instances, and the
 * comparison of views. All randomness comes from the seed of the test.
 */
final class TestViews {
  /** What surrounds a box in its instance; nobody may write there. */
  private static final byte GUARD = 0x5a;

  private static final double ORDINARY = 0.1;

  private final SplittableRandom random;
  private final FieldType type;

  TestViews(SplittableRandom random, FieldType type) {
    this.random = random;
    this.type = type;
  }

  /** A view of random numbers between −1 and 1. */
  FieldView random(Rect rect) {
    FieldView view = blank(rect);
    fill(view, point -> random.nextDouble(-1, 1));
    return view;
  }

  /** A view of labels. */
  FieldView labels(Rect rect, int classes) {
    FieldView view = allocate(FieldType.INT32, rect);
    rect.forEachPoint(point -> view.set(point, random.nextInt(classes)));
    return view;
  }

  /** A view of garbage, to be written. */
  FieldView blank(Rect rect) {
    return allocate(type, rect);
  }

  private FieldView allocate(FieldType type, Rect rect) {
    if (rect.isEmpty()) {
      return new FieldView(MemorySegment.NULL, type, rect, new long[rect.dims()], 0);
    }
    long[] lo = rect.lo().toArray();
    long[] hi = rect.hi().toArray();
    boolean strided = random.nextBoolean();
    for (int d = 0; d < lo.length && strided; d++) {
      lo[d] -= random.nextInt(3);
      hi[d] += random.nextInt(3);
    }
    Rect instance = Rect.of(lo, hi);
    MemorySegment memory =
        Arena.ofAuto().allocate(instance.volume() * type.bytes(), 64).fill(GUARD);
    return view(memory, type, instance, rect);
  }

  /** A box of a row-major instance. */
  private static FieldView view(MemorySegment memory, FieldType type, Rect instance, Rect rect) {
    long[] strides = new long[rect.dims()];
    long stride = 1;
    long offset = 0;
    for (int d = rect.dims() - 1; d >= 0; d--) {
      strides[d] = stride;
      offset += (rect.lo(d) - instance.lo(d)) * stride;
      stride *= instance.extent(d);
    }
    return new FieldView(memory, type, rect, strides, offset * type.bytes());
  }

  /** The part of a view. */
  static FieldView part(FieldView view, Rect rect) {
    long[] strides = new long[rect.dims()];
    long offset = view.offset();
    for (int d = 0; d < strides.length; d++) {
      strides[d] = view.stride(d);
      offset += (rect.lo(d) - view.rect().lo(d)) * strides[d] * view.type().bytes();
    }
    return new FieldView(view.segment(), view.type(), rect, strides, rect.isEmpty() ? 0 : offset);
  }

  /** The same elements and the same surroundings in memory of its own. */
  static FieldView copy(FieldView view) {
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, view.segment().byteSize()), 64);
    MemorySegment.copy(view.segment(), 0, memory, 0, view.segment().byteSize());
    long[] strides = new long[view.rect().dims()];
    for (int d = 0; d < strides.length; d++) {
      strides[d] = view.stride(d);
    }
    return new FieldView(memory, view.type(), view.rect(), strides, view.offset());
  }

  static double get(FieldView view, Point point) {
    return switch (view.type()) {
      case FLOAT32 -> view.floatAt(point);
      case FLOAT64 -> view.doubleAt(point);
      case INT32 -> view.segment().get(JAVA_INT, view.address(point));
      case INT64, UINT8 -> throw new AssertionError(view.type());
    };
  }

  static void set(FieldView view, Point point, double value) {
    switch (view.type()) {
      case FLOAT32 -> view.set(point, (float) value);
      case FLOAT64 -> view.set(point, value);
      case INT32, INT64, UINT8 -> throw new AssertionError(view.type());
    }
  }

  static void fill(FieldView view, ToDoubleFunction<Point> value) {
    view.rect().forEachPoint(point -> set(view, point, value.applyAsDouble(point)));
  }

  /**
   * Checks that two views hold the same numbers, to a share of the largest magnitude in their
   * tensor; NaN nowhere.
   *
   * <p>A tile may be one number that its terms, of up to 1, have cancelled out to. The whole tensor
   * of such terms reaches {@link #ORDINARY} in any case.
   */
  static void assertClose(String what, FieldView expected, FieldView actual, double tolerance) {
    double[] largest = {ORDINARY};
    expected
        .rect()
        .forEachPoint(p -> largest[0] = Math.max(largest[0], Math.abs(get(expected, p))));
    double allowed = tolerance * largest[0];
    expected
        .rect()
        .forEachPoint(p -> {
          double difference = Math.abs(get(expected, p) - get(actual, p));
          if (!(difference <= allowed)) {
            throw new AssertionError(
                "%s: at %s expected %s, got %s; the largest magnitude is %s"
                    .formatted(what, p, get(expected, p), get(actual, p), largest[0]));
          }
        });
  }

  /** Checks that a view has the same bits as another. */
  static void assertSame(String what, FieldView expected, FieldView actual) {
    expected
        .rect()
        .forEachPoint(p -> {
          long a = Double.doubleToRawLongBits(get(expected, p));
          long b = Double.doubleToRawLongBits(get(actual, p));
          if (a != b) {
            throw new AssertionError(
                "%s: at %s expected %s, got %s"
                    .formatted(what, p, get(expected, p), get(actual, p)));
          }
        });
  }

  /** Checks that all bytes of a view's instance outside the view are as they were allocated. */
  static void assertGuarded(String what, FieldView view) {
    if (view.rect().isEmpty()) {
      return;
    }
    MemorySegment memory = Arena.ofAuto().allocate(view.segment().byteSize());
    memory.copyFrom(view.segment());
    int bytes = view.type().bytes();
    view.rect().forEachPoint(point -> memory.asSlice(view.address(point), bytes).fill(GUARD));
    for (long i = 0; i < memory.byteSize(); i++) {
      if (memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) != GUARD) {
        throw new AssertionError(
            "%s: byte %d, outside the view of %s, was written".formatted(what, i, view.rect()));
      }
    }
  }
}
