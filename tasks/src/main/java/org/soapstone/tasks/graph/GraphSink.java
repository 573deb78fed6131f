package org.soapstone.tasks.graph;

import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;

/**
 * Takes the nodes and edges that the dependence analysis emits, in program order, from one thread.
 *
 * <p>The executor's window is a sink, and so is the builder of a frozen {@link TaskGraph}. A sink
 * gives each node a handle, a {@code long} of its own choosing that is never negative; the analysis
 * keeps handles and hands them back in edges, possibly long after the node has run. An edge means:
 * {@code to} starts after {@code from} has completed. Edges into a node come after the node and
 * before its {@link #seal}.
 */
public interface GraphSink {

  /**
   * Takes a point task.
   *
   * @param key its structural key
   * @param launch its launch
   * @param point its row-major position
   * @return the node's handle
   */
  long task(long key, MappedLaunch launch, int point);

  /**
   * Says which instance a task uses for one of its requirements. The task touches it at the
   * requirement's points only. For a reduction it is a buffer, which the task sets to the identity
   * at those points before it contributes.
   *
   * @param task the task's handle
   * @param requirement the position of the requirement
   * @param instance covers the requirement's points in its memory
   */
  void bind(long task, int requirement, InstanceSpec instance);

  /**
   * Takes a copy.
   *
   * @param key its structural key
   * @param processor the processor that it serves, which also carries it out where processors copy
   * @param source where valid data is
   * @param target where it goes
   * @param points the points to copy, covered by both
   * @param fields the fields to copy
   * @param priority as of the task it serves
   * @return the node's handle
   */
  long copy(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      int priority);

  /**
   * Takes a fold: target = target (op) source, point by point.
   *
   * @param key its structural key
   * @param processor the processor that it serves and that carries it out
   * @param source a reduction buffer
   * @param target a reduction buffer or an instance of values
   * @param points the points to fold, covered by both
   * @param fields the fields to fold
   * @param operator how to fold
   * @param priority as of the task it serves
   * @return the node's handle
   */
  long fold(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator,
      int priority);

  /**
   * Takes a fill.
   *
   * @param key its structural key
   * @param processor the processor that it serves and that carries it out
   * @param target the instance to fill
   * @param points the points to fill
   * @param fields the fields to fill
   * @param value the value
   * @param priority as of the task it serves
   * @return the node's handle
   */
  long fill(
      long key,
      int processor,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      FillValue value,
      int priority);

  /**
   * Takes a node that only waits.
   *
   * @param key its structural key
   * @param processor the processor that it serves
   * @return the node's handle
   */
  long join(long key, int processor);

  /**
   * Takes a fence: a node that waits for every node taken before, and for which every node taken
   * after waits. No edges are sent for it, and it is sealed.
   *
   * @param key its structural key
   * @throws UnsupportedOperationException if this sink takes nodes of one tree only, as by default
   */
  default void fence(long key) {
    throw new UnsupportedOperationException(
        "%s takes nodes of one tree, and a fence is of all; analyse the whole program"
            .formatted(getClass().getSimpleName()));
  }

  /**
   * Takes an edge. The analysis never sends the same edge twice for one target.
   *
   * @param from the handle of the node that completes first
   * @param to the handle of the node that waits
   */
  void edge(long from, long to);

  /**
   * Says that all edges into a node have been sent.
   *
   * @param node the node's handle
   */
  void seal(long node);
}
