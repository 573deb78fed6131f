package org.soapstone.dnn.lowering;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;

/**
 * The slots of one weight's gradient: one for each tile, and for a shared weight one for each node.
 * A slot is an index of a dimension before the gradient's own.
 *
 * @param tiles the region of the tiles' slots
 * @param accumulates whether several tasks add to a slot, one after the other
 * @param nodes the region of the nodes' slots, where those are summed first
 * @param isShared whether several operators have the weight
 */
record GradientSlots(
    LogicalRegion tiles, boolean accumulates, Optional<LogicalRegion> nodes, boolean isShared) {

  /** {@return what tiles do to their slots, in the place of their contributions} */
  RegionRequirement contribution(RegionRequirement plain, Rect domain) {
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    domain.forEachPoint(point -> {
      long slot = domain.linearize(point);
      pieces.put(point, lifted(slot, plain.space(point)));
    });
    return requirement(
        tiles, domain, pieces, accumulates ? Privilege.readWrite() : Privilege.writeDiscard());
  }

  /**
   * {@return the reading, by the tiles of an update, of all that was contributed to their parts: of
   * the sums of the nodes, of all slots of a shared weight, or of what the operator's tiles wrote}
   *
   * @param plain what the update reads of the gradient
   * @param domain the tiles of the update
   * @param written what the tiles of the operator wrote
   */
  RegionRequirement gathered(
      RegionRequirement plain, Rect domain, Optional<RegionRequirement> written) {
    LogicalRegion region = nodes.orElse(tiles);
    Rect all = region.indexSpace().bounds();
    IndexSpace there =
        isShared
            ? region.indexSpace()
            : Partitions.unionOf(written.orElseThrow().partition().orElseThrow());
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    domain.forEachPoint(point ->
        pieces.put(
            point, there.intersection(lifted(all.lo(0), all.hi(0), plain.space(point).bounds()))));
    return requirement(region, domain, pieces, Privilege.read());
  }

  /** {@return the use of slot i, whole, by point i} */
  RegionRequirement each(Rect domain, Privilege privilege) {
    return cells(tiles, domain, privilege);
  }

  /** {@return the reading of the slots of each node's processors} */
  RegionRequirement ofNodes(int[] nodeStarts) {
    Rect inner = lowered(tiles.indexSpace().bounds());
    Rect domain = Rect.ofExtents(nodeStarts.length - 1L);
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    domain.forEachPoint(point -> {
      int node = (int) domain.linearize(point);
      pieces.put(point, IndexSpace.of(lifted(nodeStarts[node], nodeStarts[node + 1] - 1L, inner)));
    });
    return requirement(tiles, domain, pieces, Privilege.read());
  }

  /** {@return the writing of each node's slot} */
  RegionRequirement sums(int count) {
    return cells(nodes.orElseThrow(), Rect.ofExtents(count), Privilege.writeDiscard());
  }

  /** {@return the use of index i of a region's first dimension by point i} */
  static RegionRequirement cells(LogicalRegion region, Rect domain, Privilege privilege) {
    Rect whole = region.indexSpace().bounds();
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    domain.forEachPoint(point -> {
      long slot = domain.linearize(point);
      pieces.put(point, IndexSpace.of(part(whole, slot, slot)));
    });
    return requirement(region, domain, pieces, privilege);
  }

  /** {@return the use of the first indices of a region's first dimension by one point} */
  static RegionRequirement first(LogicalRegion region, long count, Privilege privilege) {
    Rect one = Rect.ofExtents(1);
    Rect part = part(region.indexSpace().bounds(), 0, count - 1);
    return requirement(region, one, Map.of(one.lo(), IndexSpace.of(part)), privilege);
  }

  /** {@return the same pieces with another privilege} */
  static RegionRequirement with(RegionRequirement requirement, Privilege privilege) {
    return new RegionRequirement(
        requirement.region(),
        requirement.partition(),
        requirement.projection(),
        requirement.fields(),
        privilege,
        requirement.coherence());
  }

  private static RegionRequirement requirement(
      LogicalRegion region, Rect domain, Map<Point, IndexSpace> pieces, Privilege privilege) {
    return RegionRequirement.pieces(
        region,
        Partitions.explicit(region.indexSpace(), domain, pieces),
        Projection.IDENTITY,
        region.fieldSpace().all(),
        privilege);
  }

  private static IndexSpace lifted(long slot, IndexSpace piece) {
    List<Rect> rects = piece.rects().stream().map(rect -> lifted(slot, slot, rect)).toList();
    return rects.isEmpty() ? IndexSpace.empty(piece.dims() + 1) : IndexSpace.of(rects);
  }

  /** {@return a rect in each of some slots} */
  static Rect lifted(long firstSlot, long lastSlot, Rect rect) {
    long[] lo = new long[rect.dims() + 1];
    long[] hi = new long[rect.dims() + 1];
    lo[0] = firstSlot;
    hi[0] = lastSlot;
    for (int d = 0; d < rect.dims(); d++) {
      lo[d + 1] = rect.lo(d);
      hi[d + 1] = rect.hi(d);
    }
    return Rect.of(lo, hi);
  }

  /** {@return a rect without its first dimension} */
  static Rect lowered(Rect rect) {
    long[] lo = new long[rect.dims()];
    long[] hi = new long[rect.dims()];
    for (int d = 0; d < rect.dims(); d++) {
      lo[d] = rect.lo(d);
      hi[d] = rect.hi(d);
    }
    return Rect.of(Arrays.copyOfRange(lo, 1, lo.length), Arrays.copyOfRange(hi, 1, hi.length));
  }

  private static Rect part(Rect whole, long first, long last) {
    return whole.dims() == 1 ? Rect.of(first, last) : lifted(first, last, lowered(whole));
  }
}
