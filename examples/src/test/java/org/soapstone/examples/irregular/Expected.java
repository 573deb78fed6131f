package org.soapstone.examples.irregular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/** Compares partitions with what is known of each point. */
final class Expected {
  private Expected() {}

  /** Checks that each piece has the points of its colour and no other; negative is no colour. */
  static void colours(String what, IndexPartition actual, int points, IntUnaryOperator colourOf) {
    long inPieces = 0;
    for (int colour = 0; colour < actual.colours().volume(); colour++) {
      for (Rect run : actual.space(Point.of(colour)).rects()) {
        for (int point = (int) run.lo(0); point <= run.hi(0); point++) {
          if (colourOf.applyAsInt(point) != colour) {
            fail("%s: point %d is in piece %d", what, point, colour);
          }
        }
        inPieces += run.volume();
      }
    }
    long coloured = IntStream.range(0, points).filter(p -> colourOf.applyAsInt(p) >= 0).count();
    assertThat(inPieces).as("points in pieces of %s", what).isEqualTo(coloured);
    assertThat(actual.isDisjoint()).as("%s is disjoint", what).isTrue();
    assertThat(actual.isComplete())
        .as("%s is complete", what)
        .isEqualTo(coloured == actual.parentSpace().volume());
  }

  /** Checks that each piece has the points of its set and no other. */
  static void sets(String what, IndexPartition actual, BitSet[] pieces) {
    long inPieces = 0;
    BitSet all = new BitSet();
    for (int colour = 0; colour < pieces.length; colour++) {
      long volume = 0;
      for (Rect run : actual.space(Point.of(colour)).rects()) {
        int lo = (int) run.lo(0);
        int hi = (int) run.hi(0);
        if (pieces[colour].nextClearBit(lo) <= hi) {
          int point = pieces[colour].nextClearBit(lo);
          fail("%s: point %d is in piece %d", what, point, colour);
        }
        volume += run.volume();
      }
      assertThat(volume)
          .as("points in piece %d of %s", colour, what)
          .isEqualTo(pieces[colour].cardinality());
      inPieces += volume;
      all.or(pieces[colour]);
    }
    assertThat(actual.isDisjoint())
        .as("%s is disjoint", what)
        .isEqualTo(all.cardinality() == inPieces);
    assertThat(actual.isComplete())
        .as("%s is complete", what)
        .isEqualTo(all.cardinality() == actual.parentSpace().volume());
  }

  /** {@return as many empty sets} */
  static BitSet[] noPoints(int pieces) {
    return IntStream.range(0, pieces).mapToObj(c -> new BitSet()).toArray(BitSet[]::new);
  }

  /** {@return the colour of a point where it is of interest, and else none} */
  static IntUnaryOperator where(int[] colours, IntPredicate interest) {
    return point -> interest.test(point) ? colours[point] : -1;
  }
}
