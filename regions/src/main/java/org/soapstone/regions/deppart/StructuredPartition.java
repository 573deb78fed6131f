package org.soapstone.regions.deppart;

import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * A partition whose pieces are boxes given by one {@link Axis} for each dimension, within the
 * parent.
 *
 * <p>Nothing is stored for each piece. Besides the axes of the parent's dimensions there are
 * <em>guards</em>: axes that only tell which colours have an empty piece, because a piece that they
 * were made from is empty.
 */
final class StructuredPartition extends AbstractPartition {
  private final List<Axis> axes;
  private final List<Axis> guards;
  private final Supplier<Decision> decision;

  /** What is UNKNOWN of the properties is decided when asked for. */
  StructuredPartition(
      IndexSpace parent,
      Rect colours,
      List<Axis> axes,
      List<Axis> guards,
      Ternary disjoint,
      Ternary complete) {
    super(parent, colours, disjoint, complete);
    this.axes = List.copyOf(axes);
    this.guards = List.copyOf(guards);
    this.decision = Suppliers.memoize(() -> new Decision(this));
  }

  List<Axis> axes() {
    return axes;
  }

  List<Axis> guards() {
    return guards;
  }

  @Override
  StructuredPartition withProperties(Ternary disjoint, Ternary complete) {
    return new StructuredPartition(parentSpace(), colours(), axes, guards, disjoint, complete);
  }

  @Override
  IndexSpace piece(Point colour) {
    long[] lo = new long[axes.size()];
    long[] hi = new long[axes.size()];
    for (int i = 0; i < guards.size(); i++) {
      if (!interval(guards.get(i), colour, lo, hi, 0)) {
        return IndexSpace.empty(axes.size());
      }
    }
    for (int t = 0; t < axes.size(); t++) {
      if (!interval(axes.get(t), colour, lo, hi, t)) {
        return IndexSpace.empty(axes.size());
      }
    }
    Rect rect = Rect.of(lo, hi);
    return parentSpace().isDense() ? IndexSpace.of(rect) : parentSpace().intersection(rect);
  }

  private static boolean interval(Axis axis, Point colour, long[] lo, long[] hi, int at) {
    int c = axis.colourDimension();
    return axis.interval(c == Axis.NONE ? 0 : colour.coordinate(c), lo, hi, at);
  }

  @Override
  public Ternary disjoint() {
    Ternary known = super.disjoint();
    return known == Ternary.UNKNOWN ? decision.get().disjoint() : known;
  }

  @Override
  public Ternary complete() {
    Ternary known = super.complete();
    return known == Ternary.UNKNOWN ? decision.get().complete() : known;
  }

  @Override
  public List<Point> coloursOverlapping(Rect rect) {
    Rect wanted = parentSpace().bounds().intersection(rect);
    if (wanted.isEmpty()) {
      return List.of();
    }
    long[] from = colours().lo().toArray();
    long[] to = colours().hi().toArray();
    for (int t = 0; t < axes.size(); t++) {
      int c = axes.get(t).colourDimension();
      if (c != Axis.NONE) {
        narrow(axes.get(t), c, wanted.lo(t), wanted.hi(t), from, to);
      }
    }
    List<Point> found = new ArrayList<>();
    IndexSpace space = IndexSpace.of(wanted);
    Rect.of(from, to)
        .forEachPoint(colour -> {
          if (piece(colour).intersects(space)) {
            found.add(colour);
          }
        });
    return List.copyOf(found);
  }

  /**
   * Bisects for the colours whose interval ends at {@code lo} or later and starts by {@code hi}.
   */
  private static void narrow(Axis axis, int c, long lo, long hi, long[] from, long[] to) {
    long[] start = new long[1];
    long[] end = new long[1];
    long first = from[c];
    long count = to[c] - first + 1;
    LongPredicate endsBefore =
        k -> {
          axis.interval(first + k, start, end, 0);
          return end[0] < lo;
        };
    LongPredicate startsWithin =
        k -> {
          axis.interval(first + k, start, end, 0);
          return start[0] <= hi;
        };
    from[c] = first + howMany(count, endsBefore);
    to[c] = first + howMany(count, startsWithin) - 1;
  }

  /** How many of the numbers from 0 pass a test that all those behind a failing one fail. */
  private static long howMany(long count, LongPredicate passes) {
    long low = 0;
    long high = count;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (passes.test(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public boolean equals(Object other) {
    return (other instanceof StructuredPartition that
            && axes.equals(that.axes)
            && guards.equals(that.guards)
            && colours().equals(that.colours())
            && parentSpace().equals(that.parentSpace()))
        || super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
