package org.soapstone.regions.deppart;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;

/**
 * Reads the columns of many points into a block of buffers, and turns the block into positions.
 *
 * <p>Points are named by their position in the row-major order of a box, the frame. What follows is
 * one loop over arrays for each column and block: no call and no test of the layout for a point.
 * Not thread-safe.
 */
final class FieldReader {
  /** The points of a block: its buffers stay in the first level of the cache. */
  static final int BLOCK = 4096;

  /** A run of no more points is read point by point. */
  static final int SHORT = 12;

  private final List<Column> columns;
  private final Rect frame;
  private final long[] base;
  private final boolean contiguous;
  private final int[][] ints;
  private final long[][] longs;
  private final int[] outside = new int[BLOCK];
  private final long[] at;

  /** Points in short runs, whose values are read together: positions, and places in the block. */
  private final long[] waiting = new long[BLOCK];

  private final int[] places = new int[BLOCK];
  private int waitingSize;
  private int size;

  /** Reads columns over a box that holds the frame. */
  FieldReader(Columns columns, Rect frame) {
    this.columns = columns.columns();
    this.frame = frame;
    int count = this.columns.size();
    this.ints = new int[count][];
    this.longs = new long[count][];
    this.base = new long[count];
    this.at = new long[frame.dims()];
    boolean allContiguous = true;
    for (int c = 0; c < count; c++) {
      Column column = this.columns.get(c);
      if (column.type() == FieldType.INT32) {
        ints[c] = new int[BLOCK];
      } else {
        longs[c] = new long[BLOCK];
      }
      for (int d = 0; d < frame.dims(); d++) {
        base[c] += (frame.lo(d) - column.rect().lo(d)) * column.stride(d);
      }
      allContiguous &= column.isContiguous(frame);
    }
    this.contiguous = allContiguous;
  }

  /** The only column as an array, if consecutive positions of the frame are consecutive in it. */
  Optional<int[]> array() {
    return contiguous && columns.size() == 1 ? columns.getFirst().ints() : Optional.empty();
  }

  /** Where the value of a position is in the {@link #array}. */
  int element(long position) {
    return (int) (base[0] + position);
  }

  /** The number of points in the block. */
  int size() {
    return size;
  }

  /** How many points still fit into the block. */
  int room() {
    return BLOCK - size;
  }

  /** Empties the block. */
  void clear() {
    size = 0;
  }

  /**
   * Appends the points at consecutive positions to the block, no more than there is room for; they
   * are there when {@link #complete} is called.
   */
  void append(long position, int count) {
    if (contiguous && count <= SHORT) {
      for (int i = 0; i < count; i++) {
        waiting[waitingSize] = position + i;
        places[waitingSize++] = size++;
      }
      return;
    }
    if (contiguous) {
      copy(position, count);
      return;
    }
    int dims = frame.dims();
    long width = frame.extent(dims - 1);
    long row = position / width;
    long inRow = position - row * width;
    for (int rest = count; rest > 0; row++, inRow = 0) {
      int part = (int) Math.min(rest, width - inRow);
      copyRow(row, inRow, part);
      rest -= part;
    }
  }

  /** Reads what was appended and is not there yet. */
  void complete() {
    if (waitingSize == 0) {
      return;
    }
    for (int c = 0; c < base.length; c++) {
      Column column = columns.get(c);
      if (ints[c] == null) {
        column.gather(base[c], waiting, places, waitingSize, longs[c]);
      } else {
        column.gather(base[c], waiting, places, waitingSize, ints[c]);
      }
    }
    waitingSize = 0;
  }

  private void copy(long position, int count) {
    for (int c = 0; c < base.length; c++) {
      copy(c, base[c] + position, 1, count);
    }
    size += count;
  }

  private void copyRow(long row, long inRow, int count) {
    int last = frame.dims() - 1;
    long rest = row;
    for (int d = last - 1; d >= 0; d--) {
      at[d] = rest % frame.extent(d);
      rest /= frame.extent(d);
    }
    at[last] = inRow;
    for (int c = 0; c < base.length; c++) {
      Column column = columns.get(c);
      long element = base[c];
      for (int d = 0; d <= last; d++) {
        element += at[d] * column.stride(d);
      }
      copy(c, element, column.stride(last), count);
    }
    size += count;
  }

  private void copy(int c, long element, long stride, int count) {
    Column column = columns.get(c);
    if (ints[c] == null) {
      column.read(element, stride, count, longs[c], size);
    } else {
      column.read(element, stride, count, ints[c], size);
    }
  }

  /** The value of a column at a place of the block. */
  long value(int column, int i) {
    return ints[column] == null ? longs[column][i] : ints[column][i];
  }

  /**
   * Writes a column's values as coordinates counted from the low end of a target's dimension, cut
   * to the range from {@code least} to {@code most}, which is -1 to the extent or narrower.
   */
  void clamp(int column, Rect target, int d, int least, int most, int[] into) {
    long lo = target.lo(d);
    if (ints[column] != null && lo + least >= Integer.MIN_VALUE && lo + most <= Integer.MAX_VALUE) {
      clamp(ints[column], (int) lo, (int) lo + least, (int) lo + most, into);
      return;
    }
    long[] wide = ints[column] == null ? longs[column] : widened(ints[column]);
    long hi = target.hi(d);
    for (int i = 0; i < size; i++) {
      long x = wide[i];
      into[i] = x < lo ? least : x > hi ? most : Math.clamp(x - lo, least, most);
    }
  }

  private void clamp(int[] values, int lo, int least, int most, int[] into) {
    for (int i = 0; i < size; i++) {
      into[i] = Math.min(Math.max(values[i], least), most) - lo;
    }
  }

  /**
   * Writes, for each point of the block, the position in a target box of the point that it points
   * to, plus {@code base}; where that is outside, {@code base - 1}. The target has at most 2^31 - 2
   * points.
   *
   * @return whether no point points outside
   */
  boolean positions(Rect target, int base, int[] into) {
    if (target.isEmpty()) {
      Arrays.fill(into, 0, size, base - 1);
      return size == 0;
    }
    int dims = target.dims();
    for (int d = 0; d < dims; d++) {
      int extent = (int) target.extent(d);
      long lo = target.lo(d);
      if (ints[d] == null) {
        axis(longs[d], lo, extent, d == 0, into);
      } else if (lo < Integer.MIN_VALUE || target.hi(d) > Integer.MAX_VALUE) {
        axis(widened(ints[d]), lo, extent, d == 0, into);
      } else if (dims == 1) {
        return line(ints[d], (int) lo, extent, base, into);
      } else {
        axis(ints[d], (int) lo, extent, d == 0, into);
      }
    }
    int any = 0;
    for (int i = 0; i < size; i++) {
      int mark = outside[i] >> 31;
      into[i] = (into[i] | mark) + base;
      any |= mark;
    }
    return any == 0;
  }

  private long[] widened(int[] values) {
    long[] wide = new long[size];
    for (int i = 0; i < size; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** The only dimension, in one loop. */
  private boolean line(int[] values, int lo, int extent, int base, int[] into) {
    int top = extent - 1;
    int any = 0;
    for (int i = 0; i < size; i++) {
      int x = values[i] - lo;
      int mark = (x | (top - x)) >> 31;
      into[i] = (x | mark) + base;
      any |= mark;
    }
    return any == 0;
  }

  /**
   * Takes in one dimension. A sign bit in {@code outside} says that a coordinate is out of range: x
   * and extent - 1 - x are not both at least 0. Where the range is one of ints, the difference may
   * wrap: it is in range only for the one int that is.
   */
  private void axis(int[] values, int lo, int extent, boolean first, int[] into) {
    int top = extent - 1;
    if (first) {
      for (int i = 0; i < size; i++) {
        int x = values[i] - lo;
        outside[i] = x | (top - x);
        into[i] = x;
      }
    } else {
      for (int i = 0; i < size; i++) {
        int x = values[i] - lo;
        outside[i] |= x | (top - x);
        into[i] = into[i] * extent + x;
      }
    }
  }

  private void axis(long[] values, long lo, int extent, boolean first, int[] into) {
    long top = extent - 1L;
    for (int i = 0; i < size; i++) {
      long x = values[i] - lo;
      int bad = (int) ((x | (top - x)) >> 63);
      outside[i] = first ? bad : outside[i] | bad;
      into[i] = first ? (int) x : into[i] * extent + (int) x;
    }
  }
}
