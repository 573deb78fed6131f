package org.soapstone.tasks.analysis;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.ReductionOperator;

/** One reducing requirement of one launch. */
final class Reduction {
  /** Tells the reductions of a tree apart, in program order. */
  final long sequence;

  /** The points of the launch, contributing or not: they fix the shape of the fold. */
  final int points;

  final ReductionOperator operator;
  private final FillValue identity;

  Reduction(long sequence, int points, ReductionOperator operator) {
    this.sequence = sequence;
    this.points = points;
    this.operator = operator;
    identity = identity(operator);
  }

  /** {@return whether folding onto a fill of this value gives the contributions, bit for bit} */
  boolean vanishesOnto(FillValue value) {
    return identity.equals(value);
  }

  /** {@return whether the result of left (op) right may as well be stored where right is} */
  boolean isCommutative() {
    return operator instanceof BuiltInReduction;
  }

  private static FillValue identity(ReductionOperator operator) {
    MemorySegment element = MemorySegment.ofArray(new byte[Long.BYTES]);
    operator.fillIdentity(element, 0, 1);
    long bits =
        switch (operator.type().bytes()) {
          case 1 -> Byte.toUnsignedLong(element.get(ValueLayout.JAVA_BYTE, 0));
          case 4 -> Integer.toUnsignedLong(element.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
          default -> element.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        };
    return new FillValue(operator.type(), bits);
  }
}
