package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;
import org.soapstone.regions.deppart.AffineRectMap.Range;
import org.soapstone.regions.deppart.AffineRectMap.Window;

/** Image, preimage and restriction through maps given as code. */
final class MapOperators {
  private MapOperators() {}

  static IndexPartition image(IndexPartition source, RectMap map, IndexSpace target) {
    checkImage(source, map, target);
    if (map instanceof AffineRectMap affine
        && source instanceof StructuredPartition structured
        && source.parentSpace().isDense()) {
      return structuredImage(structured, affine, target);
    }
    return ListedPartition.make(
        target,
        source.colours(),
        Ternary.UNKNOWN,
        Ternary.UNKNOWN,
        colour -> image(source.space(colour), map, target));
  }

  private static void checkImage(IndexPartition source, RectMap map, IndexSpace target) {
    checkDims("source", source.parentSpace(), map.sourceDims(), map);
    checkDims("target", target, map.targetDims(), map);
  }

  private static IndexSpace image(IndexSpace source, RectMap map, IndexSpace target) {
    List<Rect> rects = new ArrayList<>();
    source.forEachRect(rect -> rects.add(target.bounds().intersection(map.apply(rect))));
    return rects.isEmpty()
        ? IndexSpace.empty(target.dims())
        : target.intersection(IndexSpace.of(rects));
  }

  private static IndexPartition structuredImage(
      StructuredPartition source, AffineRectMap map, IndexSpace target) {
    Rect clamp = target.bounds();
    List<Axis> axes = new ArrayList<>();
    boolean[] used = new boolean[map.sourceDims()];
    for (int t = 0; t < map.targetDims(); t++) {
      axes.add(
          switch (map.dimension(t)) {
            case Range range ->
                new Axis.Fixed(
                    Math.max(clamp.lo(t), range.lo()), Math.min(clamp.hi(t), range.hi()));
            case Window window -> {
              used[window.source()] = true;
              yield new Axis.Mapped(
                  source.axes().get(window.source()), window, clamp.lo(t), clamp.hi(t));
            }
          });
    }
    List<Axis> guards = new ArrayList<>(source.guards());
    for (int s = 0; s < used.length; s++) {
      if (!used[s] && !source.axes().get(s).neverEmpty()) {
        guards.add(source.axes().get(s));
      }
    }
    return new StructuredPartition(
        target, source.colours(), axes, guards, Ternary.UNKNOWN, Ternary.UNKNOWN);
  }

  static IndexPartition exactImage(IndexPartition source, RectMap map, IndexSpace target) {
    checkImage(source, map, target);
    boolean[] gaps = gaps(map);
    boolean any = false;
    for (boolean gap : gaps) {
      any |= gap;
    }
    if (!any) {
      return image(source, map, target);
    }
    return ListedPartition.make(
        target,
        source.colours(),
        Ternary.UNKNOWN,
        Ternary.UNKNOWN,
        colour -> exactImage(source.space(colour), map, gaps, target));
  }

  /** The source dimensions along which the map of a box may hold more than what its points need. */
  private static boolean[] gaps(RectMap map) {
    boolean[] gaps = new boolean[map.sourceDims()];
    if (map instanceof AffineRectMap affine) {
      boolean[] used = new boolean[gaps.length];
      for (int t = 0; t < affine.targetDims(); t++) {
        if (affine.dimension(t) instanceof Window window) {
          int s = window.source();
          gaps[s] |= used[s] || !window.isGapless();
          used[s] = true;
        }
      }
    } else {
      Arrays.fill(gaps, true);
    }
    return gaps;
  }

  /** Maps each box in slices that are one point thick along the dimensions with gaps. */
  private static IndexSpace exactImage(
      IndexSpace source, RectMap map, boolean[] gaps, IndexSpace target) {
    List<Rect> rects = new ArrayList<>();
    source.forEachRect(rect ->
        slices(rect, gaps)
            .forEachPoint(corner -> {
              long[] hi = corner.toArray();
              for (int d = 0; d < hi.length; d++) {
                hi[d] = gaps[d] ? hi[d] : rect.hi(d);
              }
              Rect needed = map.apply(Rect.of(corner, Point.of(hi)));
              if (needed.intersects(target.bounds())) {
                rects.add(needed.intersection(target.bounds()));
              }
            }));
    return rects.isEmpty()
        ? IndexSpace.empty(target.dims())
        : target.intersection(IndexSpace.of(rects));
  }

  /** The low corners of the slices of a box. */
  private static Rect slices(Rect rect, boolean[] gaps) {
    long[] hi = rect.hi().toArray();
    for (int d = 0; d < hi.length; d++) {
      hi[d] = gaps[d] ? hi[d] : rect.lo(d);
    }
    return Rect.of(rect.lo(), Point.of(hi));
  }

  static IndexPartition preimage(IndexSpace domain, RectMap map, IndexPartition target) {
    checkDims("domain", domain, map.sourceDims(), map);
    checkDims("target", target.parentSpace(), map.targetDims(), map);
    if (!(map instanceof AffineRectMap affine)) {
      return PointwisePreimage.of(domain, map, target);
    }
    if (target instanceof StructuredPartition structured && target.parentSpace().isDense()) {
      List<Axis> axes = new ArrayList<>();
      List<Axis> guards = new ArrayList<>(structured.guards());
      if (preimageAxes(domain.bounds(), affine, structured, axes, guards)) {
        return new StructuredPartition(
            domain, target.colours(), axes, guards, Ternary.UNKNOWN, Ternary.UNKNOWN);
      }
    }
    boolean within = target.parentSpace().contains(IndexSpace.of(affine.apply(domain.bounds())));
    return ListedPartition.make(
        domain,
        target.colours(),
        map.isPointValued() && target.disjoint() == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN,
        within && target.complete() == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN,
        colour -> preimage(domain, affine, target.space(colour)));
  }

  private static IndexSpace preimage(IndexSpace domain, AffineRectMap map, IndexSpace target) {
    List<Rect> rects = new ArrayList<>();
    target.forEachRect(rect -> rects.add(map.preimage(rect, domain.bounds())));
    return rects.isEmpty()
        ? IndexSpace.empty(domain.dims())
        : domain.intersection(IndexSpace.of(rects));
  }

  /** Fills axes and guards of a structured preimage; false if a dimension needs two colours. */
  private static boolean preimageAxes(
      Rect domain,
      AffineRectMap map,
      StructuredPartition target,
      List<Axis> axes,
      List<Axis> guards) {
    for (int s = 0; s < domain.dims(); s++) {
      axes.add(new Axis.Fixed(domain.lo(s), domain.hi(s)));
    }
    for (int t = 0; t < map.targetDims(); t++) {
      Axis axis = target.axes().get(t);
      switch (map.dimension(t)) {
        case Range range -> guards.add(new Axis.Both(new Axis.Fixed(range.lo(), range.hi()), axis));
        case Window window -> {
          int s = window.source();
          Axis inverse = new Axis.Mapped(axis, window.inverse(t), domain.lo(s), domain.hi(s));
          Axis known = axes.get(s);
          if (!Axis.Both.possible(known, inverse)) {
            return false;
          }
          axes.set(s, known instanceof Axis.Fixed ? inverse : new Axis.Both(known, inverse));
        }
      }
    }
    return true;
  }

  static IndexPartition restriction(IndexSpace space, Rect colours, RectMap map) {
    if (colours.isEmpty()) {
      throw new IllegalArgumentException(
          "the colours of a restriction of %s are empty; give at least one colour"
              .formatted(space));
    }
    IndexSpace colourSpace = IndexSpace.of(colours);
    checkDims("colours", colourSpace, map.sourceDims(), map);
    return image(Partitions.equal(colourSpace, colours), map, space);
  }

  private static void checkDims(String what, IndexSpace space, int dims, RectMap map) {
    if (space.dims() != dims) {
      throw new IllegalArgumentException(
          "%s %s has %d dimensions, but map %s takes %d; use a map of those dimensions"
              .formatted(what, space, space.dims(), map, dims));
    }
  }
}
