package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * The preimage through a map that is known only as code: one pass over the points of the domain,
 * each box that a point needs looked up among the pieces. Points in a row become one box.
 */
final class PointwisePreimage {
  private final List<List<Rect>> runs = new ArrayList<>();
  private final IndexPartition target;

  private PointwisePreimage(IndexPartition target) {
    this.target = target;
  }

  static IndexPartition of(IndexSpace domain, RectMap map, IndexPartition target) {
    PointwisePreimage pass = new PointwisePreimage(target);
    return ListedPartition.of(
        domain,
        target.colours(),
        pass.run(domain, map),
        map.isPointValued() && target.disjoint() == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN,
        Ternary.UNKNOWN);
  }

  private IndexSpace[] run(IndexSpace domain, RectMap map) {
    int colours = ListedPartition.countColours(target.colours());
    for (int i = 0; i < colours; i++) {
      runs.add(new ArrayList<>());
    }
    domain.forEachPoint(point -> {
      for (Point colour : target.coloursOverlapping(map.apply(Rect.ofPoint(point)))) {
        append(runs.get((int) target.colours().linearize(colour)), point);
      }
    });
    IndexSpace nothing = IndexSpace.empty(domain.dims());
    IndexSpace[] pieces = new IndexSpace[runs.size()];
    Arrays.setAll(pieces, i -> runs.get(i).isEmpty() ? nothing : IndexSpace.of(runs.get(i)));
    return pieces;
  }

  /** Adds a point behind those added before, in row-major order. */
  private static void append(List<Rect> run, Point point) {
    Rect single = Rect.ofPoint(point);
    if (!run.isEmpty()) {
      Rect last = run.getLast();
      Rect joined = last.boundingUnion(single);
      if (joined.volume() == last.volume() + 1) {
        run.set(run.size() - 1, joined);
        return;
      }
    }
    run.add(single);
  }
}
