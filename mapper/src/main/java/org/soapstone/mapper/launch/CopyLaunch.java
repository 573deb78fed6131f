package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;

/**
 * Makes launches that copy data from one region to another, of the same tree or not: point by point
 * or through pointers, outright or folded in by an operator.
 *
 * <pre>{@code
 * IndexLaunch gather =
 *     CopyLaunch.over(tiles.colours())
 *         .source(nodes)
 *         .target(wires, tiles, Projection.IDENTITY)
 *         .field("voltage", "inVoltage")
 *         .gather(wires, tiles, Projection.IDENTITY, OutOfRange.REFUSED, "inNode")
 *         .build();
 * }</pre>
 *
 * <p>A copy is an index launch of the runtime's own task {@value #TASK}, so whatever holds for
 * launches holds for copies: they are ordered by their requirements, mapped, traced, simulated, and
 * fail like any other. For each launch point, with {@code i} running in row-major order over
 *
 * <ul>
 *   <li>the target's points: {@code target[i] = source[i]}, and every point must be the source's;
 *   <li>with {@link Builder#gather} the target's points: {@code target[i] = source[pointer[i]]};
 *   <li>with {@link Builder#scatter} the source's points: {@code target[pointer[i]] = source[i]};
 *   <li>with both, the points of the gathering pointers: {@code target[q[i]] = source[p[i]]}.
 * </ul>
 *
 * With {@link Builder#reduce} the values are folded into the target, each of them once.
 */
public final class CopyLaunch {
  /** The name of the task. */
  public static final String TASK = "soapstone.copy";

  /** What is done with a pointer to a point that the region, or its piece, has not. */
  public enum OutOfRange {
    /** The copy fails and names the point, and with it what depends on its target. */
    REFUSED,
    /** Nothing is copied for the point. */
    SKIPPED
  }

  /** What is done where several points scatter to one, without an operator. */
  public enum Duplicates {
    /** The copy fails and names the point, and with it what depends on its target. */
    REFUSED,
    /** The last one in row-major order is what the target holds. */
    LAST
  }

  private CopyLaunch() {}

  /**
   * {@return a builder of a copy}
   *
   * @param domain the launch domain
   */
  public static Builder over(Rect domain) {
    return new Builder(domain);
  }

  /** {@return a builder of a copy of one launch point} */
  public static Builder single() {
    return over(Rect.ofExtents(1));
  }

  /** The data of one side. */
  private record Side(
      LogicalRegion region, Optional<IndexPartition> partition, Projection projection) {
    RegionRequirement requirement(FieldSet fields, Privilege privilege) {
      return partition
          .map(pieces -> RegionRequirement.pieces(region, pieces, projection, fields, privilege))
          .orElseGet(() -> RegionRequirement.whole(region, fields, privilege));
    }
  }

  private record Indirection(Side side, CopyArguments.Pointers pointers) {}

  /** Collects what a copy consists of. */
  public static final class Builder {
    private final Rect domain;
    private Optional<Side> source = Optional.empty();
    private Optional<Side> target = Optional.empty();
    private final List<String> sourceFields = new ArrayList<>();
    private final List<String> targetFields = new ArrayList<>();
    private Optional<ReductionOperator> operator = Optional.empty();
    private Optional<Indirection> gather = Optional.empty();
    private Optional<Indirection> scatter = Optional.empty();
    private Duplicates duplicates = Duplicates.REFUSED;
    private LaunchTag tag = LaunchTag.NONE;
    private String provenance = "copy";

    private Builder(Rect domain) {
      this.domain = requireNonNull(domain, "domain");
    }

    /**
     * Copies from a region, the same for each launch point.
     *
     * @param region the region
     * @return this builder
     */
    public Builder source(LogicalRegion region) {
      source = Optional.of(whole(region));
      return this;
    }

    /**
     * Copies from pieces of a region.
     *
     * @param region the parent of the pieces
     * @param partition the pieces
     * @param projection launch point to colour
     * @return this builder
     */
    public Builder source(LogicalRegion region, IndexPartition partition, Projection projection) {
      source = Optional.of(pieces(region, partition, projection));
      return this;
    }

    /**
     * Copies to a region; to be used with a domain of one point, or an operator.
     *
     * @param region the region
     * @return this builder
     */
    public Builder target(LogicalRegion region) {
      target = Optional.of(whole(region));
      return this;
    }

    /**
     * Copies to pieces of a region.
     *
     * @param region the parent of the pieces
     * @param partition the pieces
     * @param projection launch point to colour
     * @return this builder
     */
    public Builder target(LogicalRegion region, IndexPartition partition, Projection projection) {
      target = Optional.of(pieces(region, partition, projection));
      return this;
    }

    /**
     * Copies a field to a field of the same type; at least one pair is needed.
     *
     * @param from the name of a field of the source
     * @param to the name of a field of the target
     * @return this builder
     */
    public Builder field(String from, String to) {
      sourceFields.add(from);
      targetFields.add(to);
      return this;
    }

    /**
     * Folds the values into the target.
     *
     * @param newOperator an operator of the fields' type
     * @return this builder
     */
    public Builder reduce(ReductionOperator newOperator) {
      operator = Optional.of(newOperator);
      return this;
    }

    /**
     * Takes the points to read from pointers.
     *
     * @param region the region that has them
     * @param outOfRange what is done with a pointer to a point that is not the source's
     * @param fields the names of the fields that hold the coordinates, of type INT32 or INT64
     * @return this builder
     */
    public Builder gather(LogicalRegion region, OutOfRange outOfRange, String... fields) {
      gather = Optional.of(indirection(whole(region), outOfRange, fields));
      return this;
    }

    /**
     * Takes the points to read from pointers.
     *
     * @param region the parent of the pieces that have them
     * @param partition the pieces
     * @param projection launch point to colour
     * @param outOfRange what is done with a pointer to a point that is not the source's
     * @param fields the names of the fields that hold the coordinates, of type INT32 or INT64
     * @return this builder
     */
    public Builder gather(
        LogicalRegion region,
        IndexPartition partition,
        Projection projection,
        OutOfRange outOfRange,
        String... fields) {
      Side side = pieces(region, partition, projection);
      gather = Optional.of(indirection(side, outOfRange, fields));
      return this;
    }

    /**
     * Takes the points to write from pointers.
     *
     * @param region the region that has them
     * @param outOfRange what is done with a pointer to a point that is not the target's
     * @param several what is done where several points scatter to one; without meaning with an
     *     operator, which folds them all
     * @param fields the names of the fields that hold the coordinates, of type INT32 or INT64
     * @return this builder
     */
    public Builder scatter(
        LogicalRegion region, OutOfRange outOfRange, Duplicates several, String... fields) {
      scatter = Optional.of(indirection(whole(region), outOfRange, fields));
      duplicates = several;
      return this;
    }

    /**
     * Takes the points to write from pointers.
     *
     * @param region the parent of the pieces that have them
     * @param partition the pieces
     * @param projection launch point to colour
     * @param outOfRange what is done with a pointer to a point that is not the target's
     * @param several what is done where several points scatter to one; without meaning with an
     *     operator, which folds them all
     * @param fields the names of the fields that hold the coordinates, of type INT32 or INT64
     * @return this builder
     */
    public Builder scatter(
        LogicalRegion region,
        IndexPartition partition,
        Projection projection,
        OutOfRange outOfRange,
        Duplicates several,
        String... fields) {
      Side side = pieces(region, partition, projection);
      scatter = Optional.of(indirection(side, outOfRange, fields));
      duplicates = several;
      return this;
    }

    /**
     * Sets on whose behalf the copy is made, and what names it in messages.
     *
     * @param newTag the tag
     * @param newProvenance the words
     * @return this builder
     */
    public Builder tagged(LaunchTag newTag, String newProvenance) {
      tag = newTag;
      provenance = newProvenance;
      return this;
    }

    private static Side whole(LogicalRegion region) {
      return new Side(region, Optional.empty(), Projection.IDENTITY);
    }

    private static Side pieces(
        LogicalRegion region, IndexPartition partition, Projection projection) {
      return new Side(region, Optional.of(partition), projection);
    }

    private static Indirection indirection(Side side, OutOfRange outOfRange, String... names) {
      int[] ids =
          Arrays.stream(names)
              .mapToInt(name -> side.region.fieldSpace().field(name).id())
              .toArray();
      return new Indirection(
          side, new CopyArguments.Pointers(ImmutableIntArray.copyOf(ids), outOfRange));
    }

    /**
     * {@return the copy}
     *
     * @throws IllegalArgumentException if source, target or fields are missing, paired fields
     *     differ in type, pointers are not integers or not one for each dimension, or the
     *     dimensions do not fit
     */
    public IndexLaunch build() {
      Side from = source.orElseThrow(() -> missing("source"));
      Side to = target.orElseThrow(() -> missing("target"));
      if (sourceFields.isEmpty()) {
        throw missing("field");
      }
      int[] fromIds = new int[sourceFields.size()];
      int[] toIds = new int[fromIds.length];
      for (int f = 0; f < fromIds.length; f++) {
        Field a = from.region.fieldSpace().field(sourceFields.get(f));
        Field b = to.region.fieldSpace().field(targetFields.get(f));
        if (a.type() != b.type()) {
          throw wrong(
              "field '%s' of region '%s' is %s, but '%s' of '%s' is %s; pair fields of one type"
                  .formatted(
                      a.name(),
                      from.region.name(),
                      a.type(),
                      b.name(),
                      to.region.name(),
                      b.type()));
        }
        fromIds[f] = a.id();
        toIds[f] = b.id();
      }
      if (FieldSet.of(toIds).size() != toIds.length) {
        throw wrong(
            "a field of the target is named twice in %s; name it once".formatted(targetFields));
      }
      checkShapes(from, to);
      List<RegionRequirement> requirements = new ArrayList<>();
      requirements.add(from.requirement(FieldSet.of(fromIds), Privilege.read()));
      requirements.add(to.requirement(FieldSet.of(toIds), privilege()));
      gather.ifPresent(g -> requirements.add(pointers(g)));
      scatter.ifPresent(s -> requirements.add(pointers(s)));
      var arguments =
          new CopyArguments(
              ImmutableIntArray.copyOf(fromIds),
              ImmutableIntArray.copyOf(toIds),
              gather.map(Indirection::pointers),
              scatter.map(Indirection::pointers),
              duplicates);
      return new IndexLaunch(TASK, domain, requirements, arguments, List.of(), tag, 0, provenance);
    }

    /** Where not every point of the target is written, the others keep their values. */
    private Privilege privilege() {
      if (operator.isPresent()) {
        return Privilege.reduce(operator.get());
      }
      boolean writesAll =
          scatter.isEmpty()
              && gather.map(g -> g.pointers.outOfRange() == OutOfRange.REFUSED).orElse(true);
      return writesAll ? Privilege.writeDiscard() : Privilege.readWrite();
    }

    private static RegionRequirement pointers(Indirection indirection) {
      FieldSet fields = FieldSet.of(indirection.pointers.fields().toArray());
      return indirection.side.requirement(fields, Privilege.read());
    }

    private void checkShapes(Side from, Side to) {
      int sourceDims = from.region.indexSpace().dims();
      int targetDims = to.region.indexSpace().dims();
      gather.ifPresent(g -> checkPointers("gather", g, sourceDims));
      scatter.ifPresent(s -> checkPointers("scatter", s, targetDims));
      int visited =
          gather.isPresent() && scatter.isPresent()
              ? dims(gather.get())
              : scatter.isPresent() ? sourceDims : targetDims;
      int read = gather.map(Builder::dims).orElse(sourceDims);
      int written = scatter.map(Builder::dims).orElse(targetDims);
      if (read != visited || written != visited) {
        throw wrong(
            ("points of %d dimensions are read for points of %d dimensions; gather or scatter with"
                    + " pointers to the other side")
                .formatted(read, written));
      }
    }

    private static int dims(Indirection indirection) {
      return indirection.side.region.indexSpace().dims();
    }

    private void checkPointers(String what, Indirection indirection, int wanted) {
      LogicalRegion region = indirection.side.region;
      ImmutableIntArray fields = indirection.pointers.fields();
      if (fields.length() != wanted) {
        throw wrong(
            "%s by %d fields of region '%s', but points have %d dimensions; name a field for each"
                .formatted(what, fields.length(), region.name(), wanted));
      }
      fields.forEach(id -> {
        Field field = region.fieldSpace().field(id);
        if (field.type() != FieldType.INT32 && field.type() != FieldType.INT64) {
          throw wrong(
              "%s by field '%s' of region '%s', which is %s; pointers are INT32 or INT64"
                  .formatted(what, field.name(), region.name(), field.type()));
        }
      });
    }

    private IllegalArgumentException missing(String what) {
      return wrong("no %s is named; name one".formatted(what));
    }

    private IllegalArgumentException wrong(String message) {
      return new IllegalArgumentException("copy '" + provenance + "': " + message);
    }
  }
}
