package org.soapstone.tasks.partitioning;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.execution.LaunchResults;
import org.soapstone.tasks.partitioning.PartitionTasks.Chunk;

/** Turns operators into launches. */
final class Operations {
  private final OperationLauncher launcher;
  private final int chunks;

  Operations(OperationLauncher launcher, int chunks) {
    this.launcher = requireNonNull(launcher, "launcher");
    this.chunks = chunks;
  }

  /** Computes a value, in a task of one point. */
  <T> Deferred<T> compute(
      String what, Class<T> type, Computation<? extends T> computation, Inputs inputs) {
    IndexLaunch launch =
        IndexLaunch.single(PartitionTasks.COMPUTE, computation).tagged(LaunchTag.NONE, what);
    return new Deferred<>(launcher.launch(launch, List.copyOf(inputs.results())), type);
  }

  /**
   * Makes the partition of an operator over fields that takes other partitions: the operator itself
   * is a value that is computed, unless what it takes is known.
   */
  Deferred<IndexPartition> read(
      String what,
      RegionColumns columns,
      IndexSpace points,
      Computation<FieldOperator> operator,
      Inputs inputs) {
    if (inputs.results().isEmpty()) {
      FieldOperator known =
          operator.apply(_ -> {
            throw new AssertionError("no future is taken");
          });
      return read(what, columns, points, known);
    }
    Inputs made = new Inputs();
    var computed =
        made.take(compute(what, FieldOperator.class, operator, inputs), FieldOperator.class);
    return read(what, columns, points, computed, made);
  }

  /** Makes the partition of an operator over fields. */
  Deferred<IndexPartition> read(
      String what, RegionColumns columns, IndexSpace points, FieldOperator operator) {
    return read(what, columns, points, new Operand.Given<>(operator), new Inputs());
  }

  /** Reads the fields in chunks and combines what they contribute. */
  private Deferred<IndexPartition> read(
      String what,
      RegionColumns columns,
      IndexSpace points,
      Operand<FieldOperator> operator,
      Inputs inputs) {
    IndexPartition pieces = chunks(points);
    var requirement =
        RegionRequirement.pieces(
            columns.region(), pieces, Projection.IDENTITY, columns.set(), Privilege.read());
    IndexLaunch launch =
        IndexLaunch.of(
                PartitionTasks.READ_CHUNK,
                pieces.colours(),
                new Chunk(operator, columns),
                requirement)
            .tagged(LaunchTag.NONE, what);
    LaunchResults partials = launcher.launch(launch, List.copyOf(inputs.results()));
    var combination = new Computation.Combine(operator, inputs.add(partials));
    return compute(what, IndexPartition.class, combination, inputs);
  }

  /**
   * Parts of a region of about the same volume, each of neighbouring points: slabs along the first
   * dimension of a box, if there are enough.
   */
  private IndexPartition chunks(IndexSpace points) {
    long count = Math.clamp(points.volume(), 1, chunks);
    if (!points.isDense() || points.bounds().extent(0) < count) {
      return Partitions.equal(points, Rect.ofExtents(count));
    }
    long[] counts = new long[points.dims()];
    Arrays.fill(counts, 1);
    counts[0] = count;
    return Partitions.equal(points, Rect.ofExtents(counts));
  }
}
