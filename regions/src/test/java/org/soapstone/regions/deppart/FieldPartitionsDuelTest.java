package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * Every field operator against its definition, point by point: 1 to 4 dimensions, dense and sparse,
 * empty pieces, aliased partitions, pointers that point outside, any layout, any chunks.
 */
class FieldPartitionsDuelTest {
  private static final int CASES = 800;
  private static final int HEAVY_CASES = 100_000;

  /** The values of a field: the columns, and each point's values. */
  private record Data(Columns columns, Map<Point, long[]> values) {
    /** A field of random values, each made from a point of {@code universe}. */
    static Data random(SplittableRandom random, IndexSpace domain, int columns, Rect universe) {
      Rect rect = grow(random, domain.bounds());
      Map<Point, long[]> values = new TreeMap<>();
      for (Point point : PointSets.of(rect)) {
        values.put(point, randomValues(random, columns, universe));
      }
      List<Column> made = new ArrayList<>();
      for (int c = 0; c < columns; c++) {
        int column = c;
        made.add(column(random, rect, point -> values.get(point)[column]));
      }
      return new Data(new Columns(made), values);
    }

    private static Rect grow(SplittableRandom random, Rect bounds) {
      if (bounds.isEmpty() || random.nextBoolean()) {
        return bounds;
      }
      long[] lo = bounds.lo().toArray();
      long[] hi = bounds.hi().toArray();
      for (int d = 0; d < lo.length; d++) {
        lo[d] -= random.nextInt(2);
        hi[d] += random.nextInt(2);
      }
      return Rect.of(lo, hi);
    }

    private static long[] randomValues(SplittableRandom random, int columns, Rect universe) {
      int dims = universe.dims();
      long[] values = new long[columns];
      for (int c = 0; c < columns; c++) {
        long lo = universe.isEmpty() ? 0 : universe.lo(c % dims);
        long hi = universe.isEmpty() ? 3 : universe.hi(c % dims);
        values[c] =
            switch (random.nextInt(12)) {
              case 0 -> -1;
              case 1 -> random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE;
              case 2 -> hi + 1;
              default -> random.nextLong(lo, hi + 1);
            };
        if (c >= dims && random.nextInt(3) > 0) {
          values[c] = Math.min(Integer.MAX_VALUE, values[c - dims] + random.nextInt(3));
        }
      }
      return values;
    }

    private static Column column(SplittableRandom random, Rect rect, ToLongFunction<Point> value) {
      FieldType type = random.nextBoolean() ? FieldType.INT32 : FieldType.INT64;
      if (random.nextInt(3) == 0) {
        return strided(random, type, rect, value);
      }
      long[] longs = PointSets.of(rect).stream().mapToLong(value).toArray();
      if (type == FieldType.INT64) {
        return Column.of(rect, longs);
      }
      int[] ints = new int[longs.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) longs[i];
      }
      return Column.of(rect, ints);
    }

    private static Column strided(
        SplittableRandom random, FieldType type, Rect rect, ToLongFunction<Point> value) {
      int dims = rect.dims();
      long[] strides = new long[dims];
      boolean rowMajor = random.nextBoolean();
      long span = random.nextInt(1, 3);
      for (int i = 0; i < dims; i++) {
        int d = rowMajor ? dims - 1 - i : i;
        strides[d] = span;
        span *= rect.extent(d) + random.nextInt(2);
      }
      long offset = 8L * random.nextInt(3);
      long bytes = offset + (span + 1) * type.bytes();
      MemorySegment segment =
          random.nextBoolean()
              ? Arena.ofAuto().allocate(bytes)
              : MemorySegment.ofArray(new byte[(int) bytes + 16]).asSlice(16);
      for (Point point : PointSets.of(rect)) {
        long element = 0;
        for (int d = 0; d < dims; d++) {
          element += (point.coordinate(d) - rect.lo(d)) * strides[d];
        }
        long address = offset + element * type.bytes();
        if (type == FieldType.INT32) {
          segment.set(ValueLayout.JAVA_INT_UNALIGNED, address, (int) value.applyAsLong(point));
        } else {
          segment.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value.applyAsLong(point));
        }
      }
      return Column.strided(segment, type, rect, strides, offset);
    }
  }

  private static Rect randomColours(SplittableRandom random, int dims) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = random.nextInt(4) == 0 ? random.nextInt(-2, 3) : 0;
      hi[d] = lo[d] + random.nextInt(dims == 1 ? 7 : 3);
    }
    return Rect.of(lo, hi);
  }

  /** A partition of any kind: structured, explicit, by field, image, preimage. */
  private static IndexPartition randomPartition(SplittableRandom random, IndexSpace space) {
    Rect colours = randomColours(random, random.nextInt(1, 3));
    return switch (isFar(space) ? 4 : random.nextInt(5)) {
      case 0 -> {
        long[] tile = new long[space.dims()];
        for (int d = 0; d < tile.length; d++) {
          tile[d] = random.nextInt(1, 6);
        }
        yield Partitions.blocks(space, tile);
      }
      case 1 ->
          FieldOperator.byField(space, colours, Uncoloured.LEFT_OUT)
              .apply(Data.random(random, space, colours.dims(), colours).columns(), 1);
      case 2 -> {
        IndexPartition blocks = Partitions.blocks(space, tileOf(space));
        yield FieldPartitions.image(
            blocks, Data.random(random, space, space.dims(), space.bounds()).columns(), space);
      }
      default -> {
        Map<Point, IndexSpace> pieces = new TreeMap<>();
        for (Point colour : PointSets.of(colours)) {
          pieces.put(colour, space.intersection(PointSets.space(random, space.dims())));
        }
        yield Partitions.explicit(space, pieces);
      }
    };
  }

  /** Whether a field over the bounds would be too much for a test. */
  private static boolean isFar(IndexSpace space) {
    return space.bounds().volume() > 5_000;
  }

  /** The box that pointers are taken from. */
  private static Rect near(IndexSpace space) {
    return isFar(space) ? PointSets.universe(space.dims()) : space.bounds();
  }

  private static long[] tileOf(IndexSpace space) {
    long[] tile = new long[space.dims()];
    for (int d = 0; d < tile.length; d++) {
      tile[d] = Math.max(1, space.bounds().extent(d) / 2);
    }
    return tile;
  }

  /** Runs an operator whole, by several workers and in chunks; compares all with a definition. */
  private static void check(
      SplittableRandom random,
      FieldOperator operator,
      Data data,
      Map<Point, NavigableSet<Point>> definition) {
    IndexPartition partition = operator.apply(data.columns(), 1);
    IndexSpace parent = operator.parentSpace();
    assertThat(partition.parentSpace()).isEqualTo(parent);
    assertThat(partition.colours()).isEqualTo(operator.colours());
    checkPieces(random, partition, definition);
    assertThat(operator.apply(data.columns(), random.nextInt(2, 4))).isEqualTo(partition);
    List<FieldPartial> partials = new ArrayList<>();
    for (IndexSpace chunk : randomChunks(random, operator.domain())) {
      partials.add(operator.partial(chunk, data.columns()));
    }
    IndexPartition combined = operator.combine(partials);
    assertThat(combined).isEqualTo(partition).hasSameHashCodeAs(partition);
    checkPieces(random, combined, definition);
  }

  private static List<IndexSpace> randomChunks(SplittableRandom random, IndexSpace domain) {
    List<IndexSpace> chunks = new ArrayList<>();
    IndexSpace rest = domain;
    for (int i = random.nextInt(3); i > 0; i--) {
      IndexSpace part = rest.intersection(PointSets.space(random, domain.dims()));
      chunks.add(part);
      rest = rest.difference(part);
    }
    chunks.add(random.nextInt(chunks.size() + 1), rest);
    return chunks;
  }

  private static void checkPieces(
      SplittableRandom random,
      IndexPartition partition,
      Map<Point, NavigableSet<Point>> definition) {
    IndexSpace parent = partition.parentSpace();
    NavigableSet<Point> seen = new TreeSet<>();
    NavigableSet<Point> touched = new TreeSet<>();
    Rect box = PointSets.rect(random, parent.dims());
    boolean disjoint = true;
    for (Point colour : PointSets.of(partition.colours())) {
      NavigableSet<Point> expected = definition.get(colour);
      IndexSpace piece = partition.space(colour);
      assertThat(piece)
          .as("piece %s of %s", colour, partition)
          .isEqualTo(PointSets.space(parent.dims(), expected));
      disjoint &= PointSets.common(seen, expected).isEmpty();
      seen.addAll(expected);
      if (expected.stream().anyMatch(box::contains)) {
        touched.add(colour);
      }
    }
    boolean complete = seen.size() == parent.volume();
    assertThat(partition.disjoint()).isIn(Ternary.UNKNOWN, Ternary.of(disjoint));
    assertThat(partition.complete()).isIn(Ternary.UNKNOWN, Ternary.of(complete));
    assertThat(partition.isDisjoint()).as("disjoint").isEqualTo(disjoint);
    assertThat(partition.isComplete()).as("complete").isEqualTo(complete);
    assertThat(partition.coloursOverlapping(box)).containsExactlyElementsOf(touched);
  }

  @Test
  void byField() {
    Duel.run(
        CASES,
        HEAVY_CASES,
        random -> {
          IndexSpace domain = PointSets.space(random, PointSets.dims(random));
          Rect colours = randomColours(random, random.nextInt(1, 4));
          Data data = Data.random(random, domain, colours.dims(), colours);
          Map<Point, NavigableSet<Point>> expected = new TreeMap<>();
          for (Point colour : PointSets.of(colours)) {
            NavigableSet<Point> piece = PointSets.of(domain);
            piece.removeIf(point -> !colour.equals(Point.of(data.values().get(point))));
            expected.put(colour, piece);
          }
          check(
              random, FieldOperator.byField(domain, colours, Uncoloured.LEFT_OUT), data, expected);
        });
  }

  @Test
  void image() {
    Duel.run(CASES, HEAVY_CASES, random -> checkImage(random, false));
  }

  @Test
  void imageRange() {
    Duel.run(CASES, HEAVY_CASES, random -> checkImage(random, true));
  }

  private static void checkImage(SplittableRandom random, boolean ranges) {
    IndexPartition source =
        randomPartition(random, PointSets.space(random, PointSets.dims(random)));
    IndexSpace target = randomTarget(random);
    int dims = target.dims();
    Data data = Data.random(random, source.parentSpace(), ranges ? 2 * dims : dims, near(target));
    boolean difference = random.nextBoolean();
    IndexPartition without = partitionBy(random, target, source.colours());
    Map<Point, NavigableSet<Point>> expected = new TreeMap<>();
    for (Point colour : PointSets.of(source.colours())) {
      NavigableSet<Point> piece = new TreeSet<>();
      for (Point point : PointSets.of(source.space(colour))) {
        Rect box = boxOf(data.values().get(point), dims, target.bounds());
        PointSets.of(target).stream().filter(box::contains).forEach(piece::add);
      }
      if (difference) {
        piece.removeAll(PointSets.of(without.space(colour)));
      }
      expected.put(colour, piece);
    }
    FieldOperator operator =
        ranges
            ? difference
                ? FieldOperator.imageRangeDifference(source, target, without)
                : FieldOperator.imageRange(source, target)
            : difference
                ? FieldOperator.imageDifference(source, target, without)
                : FieldOperator.image(source, target);
    check(random, operator, data, expected);
  }

  /** A space in the universe; once in a while one point of it is far away. */
  private static IndexSpace randomTarget(SplittableRandom random) {
    IndexSpace space = PointSets.space(random, PointSets.dims(random));
    if (random.nextInt(4) > 0) {
      return space;
    }
    long[] far = new long[space.dims()];
    Arrays.fill(far, 6_000);
    return space.union(IndexSpace.of(Rect.ofPoint(Point.of(far))));
  }

  private static IndexPartition partitionBy(
      SplittableRandom random, IndexSpace space, Rect colours) {
    if (random.nextBoolean() && !isFar(space)) {
      return FieldPartitions.byField(
          space,
          Data.random(random, space, colours.dims(), colours).columns(),
          colours,
          Uncoloured.LEFT_OUT);
    }
    Map<Point, IndexSpace> pieces = new TreeMap<>();
    for (Point colour : PointSets.of(colours)) {
      pieces.put(colour, space.intersection(PointSets.space(random, space.dims())));
    }
    return Partitions.explicit(space, pieces);
  }

  /** The box that d or 2d values are, cut to the bounds so that its points can be listed. */
  private static Rect boxOf(long[] values, int dims, Rect bounds) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = Math.max(values[d], bounds.lo(d));
      hi[d] = Math.min(values[values.length - dims + d], bounds.hi(d));
    }
    return Rect.of(lo, hi);
  }

  @Test
  void preimage() {
    Duel.run(CASES, HEAVY_CASES, random -> checkPreimage(random, false));
  }

  @Test
  void preimageRange() {
    Duel.run(CASES, HEAVY_CASES, random -> checkPreimage(random, true));
  }

  private static void checkPreimage(SplittableRandom random, boolean ranges) {
    IndexPartition target = randomPartition(random, randomTarget(random));
    int dims = target.parentSpace().dims();
    IndexSpace domain = PointSets.space(random, PointSets.dims(random));
    Rect bounds = target.parentSpace().bounds();
    Data data = Data.random(random, domain, ranges ? 2 * dims : dims, near(target.parentSpace()));
    BiPredicate<Point, NavigableSet<Point>> meets =
        (point, piece) -> {
          Rect box = boxOf(data.values().get(point), dims, bounds);
          return piece.stream().anyMatch(box::contains);
        };
    Map<Point, NavigableSet<Point>> expected = new TreeMap<>();
    for (Point colour : PointSets.of(target.colours())) {
      NavigableSet<Point> piece = PointSets.of(target.space(colour));
      NavigableSet<Point> found = PointSets.of(domain);
      found.removeIf(point -> !meets.test(point, piece));
      expected.put(colour, found);
    }
    FieldOperator operator =
        ranges
            ? FieldOperator.preimageRange(domain, target)
            : FieldOperator.preimage(domain, target);
    check(random, operator, data, expected);
  }
}
