package org.soapstone.regions.deppart;

import java.util.Arrays;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * A box moved by a matrix times a point: what a restriction says of a colour, in general.
 *
 * <p>Rows of the matrix are target dimensions, columns are source dimensions.
 */
final class LinearMap implements RectMap {
  private final int sourceDims;
  private final long[][] transform;
  private final Rect extent;

  private LinearMap(int sourceDims, long[][] transform, Rect extent) {
    this.sourceDims = sourceDims;
    this.transform = Arrays.stream(transform).map(long[]::clone).toArray(long[][]::new);
    this.extent = extent;
  }

  /**
   * The simplest map of a transform and an extent: affine where each target dimension grows with
   * one source dimension at most, so that what is made with it is structured.
   */
  static RectMap of(int sourceDims, long[][] transform, Rect extent) {
    for (int t = 0; t < transform.length; t++) {
      if (transform[t].length != sourceDims) {
        throw new IllegalArgumentException(
            ("row %d of the transform is %s with %d factors, but the colours have %d dimensions; "
                    + "give one factor for each")
                .formatted(t, Arrays.toString(transform[t]), transform[t].length, sourceDims));
      }
    }
    if (extent.dims() != transform.length) {
      throw new IllegalArgumentException(
          "extent %s has %d dimensions, but the transform has %d rows; give one row for each"
              .formatted(extent, extent.dims(), transform.length));
    }
    AffineRectMap.Builder builder = AffineRectMap.builder(sourceDims);
    for (int t = 0; t < transform.length && !extent.isEmpty(); t++) {
      int used = -1;
      for (int s = 0; s < sourceDims; s++) {
        long factor = transform[t][s];
        if (factor < 0 || (factor > 0 && used >= 0)) {
          return new LinearMap(sourceDims, transform, extent);
        }
        used = factor > 0 ? s : used;
      }
      if (used < 0) {
        builder.all(extent.lo(t), extent.hi(t));
      } else {
        builder.dimension(used, transform[t][used], extent.lo(t), extent.hi(t));
      }
    }
    return extent.isEmpty() ? new LinearMap(sourceDims, transform, extent) : builder.build();
  }

  @Override
  public int sourceDims() {
    return sourceDims;
  }

  @Override
  public int targetDims() {
    return transform.length;
  }

  @Override
  public boolean isPointValued() {
    return extent.volume() <= 1;
  }

  /** {@return the box of what the points of a box need; exact for one point} */
  @Override
  public Rect apply(Rect source) {
    if (source.isEmpty() || extent.isEmpty()) {
      return Rect.empty(targetDims());
    }
    long[] lo = extent.lo().toArray();
    long[] hi = extent.hi().toArray();
    try {
      for (int t = 0; t < lo.length; t++) {
        for (int s = 0; s < source.dims(); s++) {
          long factor = transform[t][s];
          long least = factor < 0 ? source.hi(s) : source.lo(s);
          long most = factor < 0 ? source.lo(s) : source.hi(s);
          lo[t] = Math.addExact(lo[t], Math.multiplyExact(factor, least));
          hi[t] = Math.addExact(hi[t], Math.multiplyExact(factor, most));
        }
      }
    } catch (ArithmeticException beyond) {
      throw new IllegalArgumentException(
          "%s of %s is beyond a 64-bit integer; use smaller factors or colours"
              .formatted(this, source),
          beyond);
    }
    return Rect.of(Point.of(lo), Point.of(hi));
  }

  /** {@return the extent and the matrix, as in {@code [0..3] + [[4]] * colour}} */
  @Override
  public String toString() {
    return extent + " + " + Arrays.deepToString(transform) + " * colour";
  }
}
