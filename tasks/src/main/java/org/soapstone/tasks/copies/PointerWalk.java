package org.soapstone.tasks.copies;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import com.google.common.primitives.ImmutableIntArray;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.RegionView;

/** Says for each point which point it stands for: the one that its pointer holds, or itself. */
final class PointerWalk {
  private final FieldView[] pointers;
  private final IndexSpace range;

  /** Stands for the visited points themselves. */
  static PointerWalk direct(IndexSpace range) {
    return new PointerWalk(new FieldView[0], range);
  }

  /** Follows pointers into a range. */
  static PointerWalk through(RegionView region, ImmutableIntArray fields, IndexSpace range) {
    FieldView[] pointers = fields.stream().mapToObj(region::field).toArray(FieldView[]::new);
    return new PointerWalk(pointers, range);
  }

  private PointerWalk(FieldView[] pointers, IndexSpace range) {
    this.pointers = pointers;
    this.range = range;
  }

  /** {@return the point that a visited point stands for, in the range or not} */
  Point follow(Point point) {
    if (pointers.length == 0) {
      return point;
    }
    long[] coordinates = new long[pointers.length];
    for (int d = 0; d < coordinates.length; d++) {
      FieldView view = pointers[d];
      long address = view.address(point);
      coordinates[d] =
          view.type() == FieldType.INT32
              ? view.segment().get(JAVA_INT_UNALIGNED, address)
              : view.segment().get(JAVA_LONG_UNALIGNED, address);
    }
    return Point.of(coordinates);
  }

  /** {@return whether a point is in the range} */
  boolean reaches(Point point) {
    return range.isDense() ? range.bounds().contains(point) : range.contains(point);
  }

  IndexSpace range() {
    return range;
  }
}
