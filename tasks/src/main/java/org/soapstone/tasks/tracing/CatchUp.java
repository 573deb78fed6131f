package org.soapstone.tasks.tracing;

import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;

/**
 * Takes what an analysis emits for launches whose nodes are there already, since a replay has made
 * them.
 *
 * <p>It gives each a name of its own, though one node may stand for several of them: whether the
 * analysis has one node wait for the readers of several places depends on whether they are the
 * same, and that is to come out as in the run that was recorded.
 */
final class CatchUp implements GraphSink {
  private final int count;
  private int next;

  CatchUp(int count) {
    this.count = count;
  }

  /** The name of the n-th node, which no handle is. */
  static long name(int n) {
    return Long.MAX_VALUE - n;
  }

  private long next() {
    if (next == count) {
      throw new IllegalStateException(
          "the analysis emits more than the %d nodes that a replay made for the same launches; this"
                  .formatted(count)
              + " is a fault of the runtime");
    }
    return name(next++);
  }

  /**
   * Checks that every node was emitted.
   *
   * @param joins so many nodes at the end need not be: they gather readers, which the analysis then
   *     knows one by one
   */
  void finish(int joins) {
    if (next < count - joins) {
      throw new IllegalStateException(
          "the analysis emits %d of the %d nodes that a replay made for the same launches; this is a fault of the runtime"
              .formatted(next, count));
    }
  }

  @Override
  public long task(long key, MappedLaunch launch, int point) {
    return next();
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec instance) {}

  @Override
  public long copy(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      int priority) {
    return next();
  }

  @Override
  public long fold(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator,
      int priority) {
    return next();
  }

  @Override
  public long fill(
      long key,
      int processor,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      FillValue value,
      int priority) {
    return next();
  }

  @Override
  public long join(long key, int processor) {
    return next();
  }

  @Override
  public void edge(long from, long to) {}

  @Override
  public void seal(long node) {}
}
