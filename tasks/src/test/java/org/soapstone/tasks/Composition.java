package org.soapstone.tasks;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.ReductionOperator;

/**
 * A reduction operator of one's own that is exactly associative and not commutative, so that any
 * change of order shows: the composition of maps {@code x → a·x + b} over 32-bit integers, with
 * {@code a} in the high half of a {@code long} and {@code b} in the low half.
 */
final class Composition implements ReductionOperator {
  static final Composition OPERATOR = new Composition();
  private static final ValueLayout.OfLong ELEMENT = ValueLayout.JAVA_LONG_UNALIGNED;

  private Composition() {}

  /** The map {@code x → a·x + b}. */
  static long map(int a, int b) {
    return ((long) a << 32) | (b & 0xffff_ffffL);
  }

  @Override
  public String name() {
    return "composition";
  }

  @Override
  public FieldType type() {
    return FieldType.INT64;
  }

  /** First the right map, then the left. */
  @Override
  public long fold(long lhs, long rhs) {
    int a = (int) (lhs >>> 32);
    int b = (int) lhs;
    int c = (int) (rhs >>> 32);
    int d = (int) rhs;
    return map(a * c, a * d + b);
  }

  @Override
  public void fold(MemorySegment lhs, long l, MemorySegment rhs, long r, long count) {
    for (long i = 0; i < 8 * count; i += 8) {
      lhs.set(ELEMENT, l + i, fold(lhs.get(ELEMENT, l + i), rhs.get(ELEMENT, r + i)));
    }
  }

  @Override
  public void fillIdentity(MemorySegment target, long offset, long count) {
    for (long i = 0; i < 8 * count; i += 8) {
      target.set(ELEMENT, offset + i, map(1, 0));
    }
  }
}
