package org.soapstone.regions.deppart;

import com.google.common.math.LongMath;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.regions.Rect;

/**
 * A rect map in which each target dimension is a constant range or a window that slides along one
 * source dimension.
 *
 * <p>A window over source dimension s maps {@code [lo..hi]} to {@code [⌊(scale·lo + offsetLo) /
 * divisor⌋ .. ⌊(scale·hi + offsetHi) / divisor⌋]}. A convolution with stride, padding and kernel
 * extent has {@code scale = stride, offsetLo = -padding, offsetHi = kernel - 1 - padding}; nearest
 * up-sampling by f has {@code divisor = f}. What lies beyond the target is cut off by the operator
 * that uses the map.
 *
 * <p>The result is exact (the union of what the single points need) where windows leave no gap and
 * no source dimension is used twice; else it is their bounding box.
 *
 * <p>Immutable and equal by value.
 */
public final class AffineRectMap implements RectMap {
  /** How one target dimension follows from the source. */
  sealed interface Dimension {}

  /** A constant range, whatever the source. */
  record Range(long lo, long hi) implements Dimension {
    @Override
    public String toString() {
      return lo + ".." + hi;
    }
  }

  /** A window along a source dimension. */
  record Window(int source, long scale, long offsetLo, long offsetHi, long divisor)
      implements Dimension {

    long lo(long sourceLo) {
      return bound(sourceLo, offsetLo);
    }

    long hi(long sourceHi) {
      return bound(sourceHi, offsetHi);
    }

    private long bound(long coordinate, long offset) {
      try {
        return Math.floorDiv(Math.addExact(Math.multiplyExact(scale, coordinate), offset), divisor);
      } catch (ArithmeticException beyond) {
        throw new IllegalArgumentException(
            "affine map: %d * %d + %d is beyond a 64-bit integer; use smaller coordinates"
                .formatted(scale, coordinate, offset),
            beyond);
      }
    }

    /** Whether the intervals of neighbours always overlap or touch. */
    boolean isGapless() {
      return scale - divisor <= LongMath.saturatedSubtract(offsetHi, offsetLo);
    }

    /** The map from a range of targets to the sources whose windows meet it: a window again. */
    Window inverse(int target) {
      return new Window(target, divisor, scale - 1 - offsetHi, divisor - 1 - offsetLo, scale);
    }

    @Override
    public String toString() {
      String scaled = (scale == 1 ? "" : scale + "*") + "d" + source;
      String range = offsetLo == 0 && offsetHi == 0 ? "" : "+" + offsetLo + ".." + offsetHi;
      return divisor == 1 ? scaled + range : "(" + scaled + range + ")/" + divisor;
    }
  }

  private final int sourceDims;
  private final List<Dimension> dimensions;

  private AffineRectMap(int sourceDims, List<Dimension> dimensions) {
    this.sourceDims = sourceDims;
    this.dimensions = dimensions;
  }

  /**
   * {@return a builder without target dimensions}
   *
   * @param sourceDims the dimensions of source boxes, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public static Builder builder(int sourceDims) {
    return new Builder(sourceDims);
  }

  /**
   * {@return the map of each box to itself}
   *
   * @param dims the number of dimensions, at least 1
   */
  public static AffineRectMap identity(int dims) {
    Builder builder = builder(dims);
    for (int d = 0; d < dims; d++) {
      builder.dimension(d, 1, 0, 0);
    }
    return builder.build();
  }

  /**
   * {@return the map whose target dimensions are source dimensions, picked and ordered}
   *
   * @param sourceDims the dimensions of source boxes
   * @param sourceDimensionPerTarget for each target dimension, the source dimension that it equals
   */
  public static AffineRectMap select(int sourceDims, int... sourceDimensionPerTarget) {
    Builder builder = builder(sourceDims);
    for (int source : sourceDimensionPerTarget) {
      builder.dimension(source, 1, 0, 0);
    }
    return builder.build();
  }

  @Override
  public int sourceDims() {
    return sourceDims;
  }

  @Override
  public int targetDims() {
    return dimensions.size();
  }

  Dimension dimension(int target) {
    return dimensions.get(target);
  }

  /** {@return whether every window and range is one point wide} */
  @Override
  public boolean isPointValued() {
    for (Dimension dimension : dimensions) {
      boolean point =
          switch (dimension) {
            case Range range -> range.lo == range.hi;
            case Window window -> window.offsetLo == window.offsetHi;
          };
      if (!point) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Rect apply(Rect source) {
    checkDims("source", source, sourceDims);
    if (source.isEmpty()) {
      return Rect.empty(targetDims());
    }
    long[] lo = new long[dimensions.size()];
    long[] hi = new long[dimensions.size()];
    for (int t = 0; t < lo.length; t++) {
      switch (dimensions.get(t)) {
        case Range range -> {
          lo[t] = range.lo;
          hi[t] = range.hi;
        }
        case Window window -> {
          lo[t] = window.lo(source.lo(window.source));
          hi[t] = window.hi(source.hi(window.source));
        }
      }
    }
    return Rect.of(lo, hi);
  }

  /**
   * {@return the box of those points of a domain that need a point of a target box}
   *
   * @param target a box of {@link #targetDims()} dimensions
   * @param domain a box of {@link #sourceDims()} dimensions
   * @throws IllegalArgumentException if dimensions differ, or a coordinate on the way is beyond a
   *     {@code long}
   */
  public Rect preimage(Rect target, Rect domain) {
    checkDims("target", target, targetDims());
    checkDims("domain", domain, sourceDims);
    if (target.isEmpty() || domain.isEmpty()) {
      return Rect.empty(sourceDims);
    }
    long[] lo = domain.lo().toArray();
    long[] hi = domain.hi().toArray();
    for (int t = 0; t < dimensions.size(); t++) {
      switch (dimensions.get(t)) {
        case Range range -> {
          if (range.hi < target.lo(t) || range.lo > target.hi(t)) {
            return Rect.empty(sourceDims);
          }
        }
        case Window window -> {
          Window inverse = window.inverse(t);
          int s = window.source;
          lo[s] = Math.max(lo[s], inverse.lo(target.lo(t)));
          hi[s] = Math.min(hi[s], inverse.hi(target.hi(t)));
        }
      }
    }
    return Rect.of(lo, hi);
  }

  private void checkDims(String what, Rect rect, int dims) {
    if (rect.dims() != dims) {
      throw new IllegalArgumentException(
          "%s %s has %d dimensions, but map %s takes %d; use a map of those dimensions"
              .formatted(what, rect, rect.dims(), this, dims));
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof AffineRectMap that
            && sourceDims == that.sourceDims
            && dimensions.equals(that.dimensions));
  }

  @Override
  public int hashCode() {
    return 31 * sourceDims + dimensions.hashCode();
  }

  /** {@return the target dimensions, as in {@code 2d -> (2*d0+-1..1, 0..9)}} */
  @Override
  public String toString() {
    List<String> texts = dimensions.stream().map(Dimension::toString).toList();
    return sourceDims + "d -> (" + String.join(", ", texts) + ")";
  }

  /** Gathers the target dimensions in order. */
  public static final class Builder {
    private final int sourceDims;
    private final List<Dimension> dimensions = new ArrayList<>();

    private Builder(int sourceDims) {
      if (sourceDims < 1) {
        throw new IllegalArgumentException(
            "the number of source dimensions is " + sourceDims + ", must be >= 1");
      }
      this.sourceDims = sourceDims;
    }

    /**
     * Adds a target dimension that is a window along a source dimension.
     *
     * @param source the source dimension
     * @param scale the step of the window for a step of the source, at least 1
     * @param offsetLo from the scaled coordinate to the window's low end
     * @param offsetHi from the scaled coordinate to the window's high end, at least {@code
     *     offsetLo}
     * @return this builder
     * @throws IllegalArgumentException if an argument is out of range
     */
    public Builder dimension(int source, long scale, long offsetLo, long offsetHi) {
      return dimension(source, scale, offsetLo, offsetHi, 1);
    }

    /**
     * Adds a target dimension that is a window along a source dimension, divided, rounding down.
     *
     * @param source the source dimension
     * @param scale the factor of the source coordinate, at least 1
     * @param offsetLo from the scaled coordinate to the window's low end, before the division
     * @param offsetHi likewise to its high end, at least {@code offsetLo}
     * @param divisor what the ends are divided by, at least 1
     * @return this builder
     * @throws IllegalArgumentException if an argument is out of range
     */
    public Builder dimension(int source, long scale, long offsetLo, long offsetHi, long divisor) {
      if (source < 0 || source >= sourceDims) {
        throw refuse("source dimension is %d, must be from 0 to %d", source, sourceDims - 1);
      }
      if (scale < 1) {
        throw refuse("scale is %d, must be >= %d; for a constant range use all(lo, hi)", scale, 1);
      }
      if (offsetLo > offsetHi) {
        throw refuse("offsetLo is %d, must be <= offsetHi, which is %d", offsetLo, offsetHi);
      }
      if (divisor < 1) {
        throw refuse("divisor is %d, must be >= %d", divisor, 1);
      }
      dimensions.add(new Window(source, scale, offsetLo, offsetHi, divisor));
      return this;
    }

    /**
     * Adds a target dimension that is a constant range: needed whole, whatever the source.
     *
     * @param lo the least coordinate
     * @param hi the greatest coordinate, at least {@code lo}
     * @return this builder
     * @throws IllegalArgumentException if {@code hi < lo}
     */
    public Builder all(long lo, long hi) {
      if (lo > hi) {
        throw refuse("lo is %d, must be <= hi, which is %d", lo, hi);
      }
      dimensions.add(new Range(lo, hi));
      return this;
    }

    private IllegalArgumentException refuse(String sentence, long value, long bound) {
      return new IllegalArgumentException(
          "affine map, target dimension %d: ".formatted(dimensions.size())
              + sentence.formatted(value, bound));
    }

    /**
     * {@return the map}
     *
     * @throws IllegalArgumentException if there is no target dimension
     */
    public AffineRectMap build() {
      if (dimensions.isEmpty()) {
        throw new IllegalArgumentException("affine map: no target dimension; add at least one");
      }
      return new AffineRectMap(sourceDims, List.copyOf(dimensions));
    }
  }
}
