package org.soapstone.tasks.partitioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.FieldPartial;
import org.soapstone.regions.deppart.PartitionChecks;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.regions.deppart.RectMap;

/**
 * The arguments of a task of one point that computes a value from the results of earlier
 * operations, and reads no region.
 *
 * @param <T> the type of the value
 */
sealed interface Computation<T> extends TaskArguments {
  /**
   * {@return the value}
   *
   * @param futures the values of the launch's futures
   */
  T apply(IntFunction<Object> futures);

  @Override
  default Object costKey() {
    return getClass().getSimpleName();
  }

  @Override
  default String workClass() {
    return "partition";
  }

  /** The operator of an image through fields; of its difference if there is what to leave out. */
  record MakeImage(
      boolean ranges,
      Operand<IndexPartition> source,
      RegionColumns columns,
      IndexSpace target,
      Optional<Operand<IndexPartition>> without)
      implements Computation<FieldOperator> {
    @Override
    public FieldOperator apply(IntFunction<Object> futures) {
      IndexPartition from = source.in(futures);
      IndexSpace points = columns.region().indexSpace();
      if (from.parentSpace().dims() != points.dims() || !points.contains(from.parentSpace())) {
        throw new IllegalArgumentException(
            "an image through %s, whose points are %s, is made of a partition of %s; use one of the region"
                .formatted(columns, points, from.parentSpace()));
      }
      if (without.isEmpty()) {
        return ranges ? FieldOperator.imageRange(from, target) : FieldOperator.image(from, target);
      }
      IndexPartition less = without.get().in(futures);
      return ranges
          ? FieldOperator.imageRangeDifference(from, target, less)
          : FieldOperator.imageDifference(from, target, less);
    }
  }

  /** The operator of a preimage through fields. */
  record MakePreimage(boolean ranges, IndexSpace domain, Operand<IndexPartition> target)
      implements Computation<FieldOperator> {
    @Override
    public FieldOperator apply(IntFunction<Object> futures) {
      IndexPartition to = target.in(futures);
      return ranges ? FieldOperator.preimageRange(domain, to) : FieldOperator.preimage(domain, to);
    }
  }

  /** The partition that an operator over fields makes of what the chunks contribute. */
  record Combine(Operand<FieldOperator> operator, int partials)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      return operator.in(futures).combine(partials(futures.apply(partials)));
    }

    /** A launch of one point has one result, one of several a list. */
    private static List<FieldPartial> partials(Object results) {
      List<FieldPartial> partials = new ArrayList<>();
      if (results instanceof List<?> several) {
        several.forEach(partial -> partials.add((FieldPartial) partial));
      } else {
        partials.add((FieldPartial) results);
      }
      return partials;
    }
  }

  /** What is done to two sets of points, or to the pieces of two partitions, colour by colour. */
  enum SetOperator {
    UNION,
    INTERSECTION,
    DIFFERENCE;

    /** {@return its name in messages} */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Two partitions, piece by piece. */
  record Pointwise(SetOperator operator, Operand<IndexPartition> a, Operand<IndexPartition> b)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      IndexPartition left = a.in(futures);
      IndexPartition right = b.in(futures);
      return switch (operator) {
        case UNION -> Partitions.union(left, right);
        case INTERSECTION -> Partitions.intersection(left, right);
        case DIFFERENCE -> Partitions.difference(left, right);
      };
    }
  }

  /** Two spaces. */
  record OfSpaces(SetOperator operator, Operand<IndexSpace> a, Operand<IndexSpace> b)
      implements Computation<IndexSpace> {
    @Override
    public IndexSpace apply(IntFunction<Object> futures) {
      IndexSpace left = a.in(futures);
      IndexSpace right = b.in(futures);
      return switch (operator) {
        case UNION -> left.union(right);
        case INTERSECTION -> left.intersection(right);
        case DIFFERENCE -> left.difference(right);
      };
    }
  }

  /** The points of all pieces. */
  record UnionOf(Operand<IndexPartition> partition) implements Computation<IndexSpace> {
    @Override
    public IndexSpace apply(IntFunction<Object> futures) {
      return Partitions.unionOf(partition.in(futures));
    }
  }

  /** One piece. */
  record Piece(Operand<IndexPartition> partition, Point colour) implements Computation<IndexSpace> {
    @Override
    public IndexSpace apply(IntFunction<Object> futures) {
      return partition.in(futures).space(colour);
    }
  }

  /** A partition of computed pieces. */
  record Explicit(IndexSpace parent, Rect colours, Map<Point, Operand<IndexSpace>> pieces)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      Map<Point, IndexSpace> known = new LinkedHashMap<>();
      pieces.forEach((colour, piece) -> known.put(colour, piece.in(futures)));
      return Partitions.explicit(parent, colours, known);
    }
  }

  /** Two partitions, by pairs of colours. */
  record Cross(Operand<IndexPartition> first, Operand<IndexPartition> second)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      return Partitions.cross(first.in(futures), second.in(futures)).flat();
    }
  }

  /** The same partition, of which the program asserts properties. */
  record Asserting(Operand<IndexPartition> partition, Ternary disjoint, Ternary complete)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      return PartitionChecks.asserting(partition.in(futures), disjoint, complete);
    }
  }

  /** The points of each piece that are in a space, as a partition of it. */
  record Mirror(Operand<IndexPartition> partition, Operand<IndexSpace> space)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      return Partitions.mirror(partition.in(futures), space.in(futures));
    }
  }

  /** An image through a map that is given as code. */
  record MapImage(Operand<IndexPartition> source, RectMap map, IndexSpace target)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      return Partitions.image(source.in(futures), map, target);
    }
  }

  /** A preimage through a map that is given as code. */
  record MapPreimage(IndexSpace domain, RectMap map, Operand<IndexPartition> target)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      return Partitions.preimage(domain, map, target.in(futures));
    }
  }

  /** The space of all elements that the points of a launch put out, see {@link OutputRegion}. */
  record OutputSpace(String name, FieldSpace fields, Rect domain, int outputs)
      implements Computation<IndexSpace> {
    @Override
    public IndexSpace apply(IntFunction<Object> futures) {
      return Output.space(Output.starts(name, fields, domain, futures.apply(outputs)));
    }
  }

  /** The partition of that space by launch point. */
  record OutputPieces(String name, FieldSpace fields, Rect domain, int outputs)
      implements Computation<IndexPartition> {
    @Override
    public IndexPartition apply(IntFunction<Object> futures) {
      long[] starts = Output.starts(name, fields, domain, futures.apply(outputs));
      Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
      for (int p = 0; p < starts.length - 1; p++) {
        if (starts[p] < starts[p + 1]) {
          Rect piece = Rect.of(starts[p], starts[p + 1] - 1);
          pieces.put(domain.delinearize(p), IndexSpace.of(piece));
        }
      }
      return PartitionChecks.asserting(
          Partitions.explicit(Output.space(starts), domain, pieces), Ternary.YES, Ternary.YES);
    }
  }
}
