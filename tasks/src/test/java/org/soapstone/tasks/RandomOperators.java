package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Uncoloured;
import org.soapstone.tasks.RandomProgram.View;
import org.soapstone.tasks.partitioning.DeferredPartition;
import org.soapstone.tasks.partitioning.DeferredPartitions;
import org.soapstone.tasks.partitioning.RegionColumns;

/** Chooses operators that make partitions of a random program's data and partitions. */
final class RandomOperators {
  private static final int MOST_ATTEMPTS = 20;
  private static final long MOST_PAIRS = 40;

  private final SplittableRandom random;
  private final List<LogicalRegion> roots;
  private final Map<LogicalRegion, List<View>> views;
  private final boolean mayFail;

  /** An operator that can be carried out by an interpreter and by a runtime. */
  interface Operator {
    /**
     * Makes the partition.
     *
     * @param operators where
     * @param operand from the interpreter's partitions to those that are used there
     */
    DeferredPartition make(DeferredPartitions operators, UnaryOperator<IndexPartition> operand);
  }

  /** An operator, and the region whose points it partitions. */
  record Chosen(LogicalRegion region, Operator operator) {}

  /** Chooses among the regions and partitions that there are when it is asked. */
  RandomOperators(
      SplittableRandom random,
      List<LogicalRegion> roots,
      Map<LogicalRegion, List<View>> views,
      boolean mayFail) {
    this.random = random;
    this.roots = roots;
    this.views = views;
    this.mayFail = mayFail;
  }

  /** An operator, unless the program has too little for one. */
  Optional<Chosen> choose() {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<Chosen> chosen =
          switch (random.nextInt(10)) {
            case 0, 1 -> byField();
            case 2, 3 -> image();
            case 4 -> preimage();
            case 5 -> pointwise();
            case 6 -> mirror();
            case 7 -> cross();
            case 8 -> pieces();
            default -> throughCode();
          };
      if (chosen.isPresent()) {
        return chosen;
      }
    }
    return Optional.empty();
  }

  private View anyView() {
    LogicalRegion root = roots.get(random.nextInt(roots.size()));
    return views.get(root).get(random.nextInt(views.get(root).size()));
  }

  /** So many integer fields of a region, in any order, also one several times. */
  private Optional<RegionColumns> columns(LogicalRegion region, int count) {
    List<Field> integers =
        region.fieldSpace().fields().stream()
            .filter(field -> field.type() == FieldType.INT32 || field.type() == FieldType.INT64)
            .toList();
    if (integers.isEmpty()) {
      return Optional.empty();
    }
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = integers.get(random.nextInt(integers.size())).id();
    }
    return Optional.of(RegionColumns.of(region, ids));
  }

  private Optional<Chosen> byField() {
    LogicalRegion region = anyView().region();
    int dims = 1 + random.nextInt(2);
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = random.nextInt(-4, 1);
      hi[d] = lo[d] + random.nextInt(dims == 1 ? 9 : 4);
    }
    Rect colours = Rect.of(lo, hi);
    boolean refuses = mayFail && random.nextInt(4) == 0;
    return columns(region, dims)
        .map(columns ->
            new Chosen(
                region,
                (operators, _) ->
                    operators.byField(
                        columns, colours, refuses ? Uncoloured.REFUSED : Uncoloured.LEFT_OUT)));
  }

  private Optional<Chosen> image() {
    View source = anyView();
    LogicalRegion target = anyView().region();
    IndexSpace points = target.indexSpace();
    boolean ranges = random.nextBoolean();
    Optional<View> without =
        views.get(target.root()).stream()
            .filter(view -> view.region().equals(target))
            .filter(view -> view.partition().colours().equals(source.partition().colours()))
            .filter(view -> parent(view).equals(Optional.of(points)))
            .filter(_ -> random.nextBoolean())
            .findFirst();
    return columns(source.region(), (ranges ? 2 : 1) * points.dims())
        .map(columns ->
            new Chosen(
                target,
                (operators, operand) -> {
                  IndexPartition from = operand.apply(source.partition());
                  if (without.isEmpty()) {
                    return ranges
                        ? operators.imageRange(from, columns, points)
                        : operators.image(from, columns, points);
                  }
                  IndexPartition less = operand.apply(without.get().partition());
                  return ranges
                      ? operators.imageRangeDifference(from, columns, points, less)
                      : operators.imageDifference(from, columns, points, less);
                }));
  }

  private Optional<Chosen> preimage() {
    View target = anyView();
    LogicalRegion region = anyView().region();
    boolean ranges = random.nextBoolean();
    return columns(region, (ranges ? 2 : 1) * target.region().indexSpace().dims())
        .map(columns ->
            new Chosen(
                region,
                (operators, operand) -> {
                  IndexPartition to = operand.apply(target.partition());
                  return ranges
                      ? operators.preimageRange(columns, to)
                      : operators.preimage(columns, to);
                }));
  }

  /**
   * Two partitions of one region by the same colours; a failed or computed parent is passed over.
   */
  private Optional<Chosen> pointwise() {
    View a = anyView();
    List<View> others = new ArrayList<>();
    for (View view : views.get(a.region().root())) {
      if (view.partition().colours().equals(a.partition().colours())
          && parent(view).isPresent()
          && parent(view).equals(parent(a))) {
        others.add(view);
      }
    }
    if (others.isEmpty()) {
      return Optional.empty();
    }
    View b = others.get(random.nextInt(others.size()));
    int kind = random.nextInt(3);
    return Optional.of(
        new Chosen(
            a.region(),
            (operators, operand) -> {
              IndexPartition left = operand.apply(a.partition());
              IndexPartition right = operand.apply(b.partition());
              return switch (kind) {
                case 0 -> operators.union(left, right);
                case 1 -> operators.intersection(left, right);
                default -> operators.difference(left, right);
              };
            }));
  }

  private static Optional<IndexSpace> parent(View view) {
    boolean failed =
        view.partition() instanceof DeferredPartition deferred
            && deferred.awaitFailure().isPresent();
    return failed ? Optional.empty() : Optional.of(view.partition().parentSpace());
  }

  /** Mirrors a partition on all or none of the points that another has in its pieces. */
  private Optional<Chosen> mirror() {
    View view = anyView();
    List<View> ofRegion =
        views.get(view.region().root()).stream()
            .filter(other -> other.region().equals(view.region()))
            .toList();
    View other = ofRegion.get(random.nextInt(ofRegion.size()));
    int kind = random.nextInt(3);
    IndexSpace all = view.region().indexSpace();
    return Optional.of(
        new Chosen(
            view.region(),
            (operators, operand) -> {
              IndexPartition pieces = operand.apply(view.partition());
              if (kind == 0) {
                return operators.mirror(pieces, all);
              }
              var covered = operators.unionOf(operand.apply(other.partition()));
              return operators.mirror(
                  pieces, kind == 1 ? covered : operators.difference(all, covered));
            }));
  }

  /** Crosses two partitions of a tree. */
  private Optional<Chosen> cross() {
    View first = anyView();
    List<View> ofTree = views.get(first.region().root());
    View second = ofTree.get(random.nextInt(ofTree.size()));
    if (first.partition().colours().volume() * second.partition().colours().volume() > MOST_PAIRS) {
      return Optional.empty();
    }
    return Optional.of(
        new Chosen(
            first.region(),
            (operators, operand) ->
                operators.cross(
                    operand.apply(first.partition()), operand.apply(second.partition()))));
  }

  /** A partition of pieces that are computed one by one. */
  private Optional<Chosen> pieces() {
    View view = anyView();
    Rect colours = view.partition().colours();
    Point a = colours.delinearize(random.nextLong(colours.volume()));
    Point b = colours.delinearize(random.nextLong(colours.volume()));
    return Optional.of(
        new Chosen(
            view.region(),
            (operators, operand) -> {
              IndexPartition pieces = operand.apply(view.partition());
              var one = operators.piece(pieces, a);
              var two = operators.piece(pieces, b);
              return operators.explicit(
                  view.region().indexSpace(),
                  Rect.ofExtents(4),
                  Map.of(
                      Point.of(0), operators.union(one, two),
                      Point.of(1), operators.intersection(one, two),
                      Point.of(3), operators.difference(one, two)));
            }));
  }

  private Optional<Chosen> throughCode() {
    View source = anyView();
    int dims = source.region().indexSpace().dims();
    var map = AffineRectMap.builder(dims);
    for (int d = 0; d < dims; d++) {
      map.dimension(d, 1, -random.nextInt(3), random.nextInt(3));
    }
    AffineRectMap shift = map.build();
    IndexSpace target = source.region().indexSpace();
    boolean back = random.nextBoolean();
    return Optional.of(
        new Chosen(
            source.region(),
            (operators, operand) -> {
              IndexPartition pieces = operand.apply(source.partition());
              return back
                  ? operators.preimage(target, shift, pieces)
                  : operators.image(pieces, shift, target);
            }));
  }
}
