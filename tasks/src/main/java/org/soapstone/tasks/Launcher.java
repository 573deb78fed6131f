package org.soapstone.tasks;

import java.util.List;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.access.DataAccess;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.partitioning.DeferredPartitions;

/**
 * A context in which launches are made, in program order: a whole program's {@link Runtime}, or the
 * sub-program of an inner task.
 *
 * <p>Launching returns at once, or when the window has room. The launches in their order fix the
 * results, to the last bit.
 *
 * <p><b>Threading.</b> Any thread of the program, or of the inner task, may call any method, one at
 * a time: the order of the calls is the program's order. Leaf bodies may not.
 */
public interface Launcher {

  /** {@return the forest in which the program makes its partitions and subregions} */
  RegionForest regions();

  /**
   * {@return the root of a new region tree, whose every element is zero} In an inner task it lives
   * as long as the task.
   *
   * @param name what messages call it, not blank; need not be unique
   * @param space its points
   * @param fields its fields
   */
  LogicalRegion createRegion(String name, IndexSpace space, FieldSpace fields);

  /** {@return the position in program order that the next launch will have} */
  long position();

  /**
   * Launches a task at every point of a domain.
   *
   * @param launch the launch
   * @return the results of the points
   * @throws IllegalArgumentException if the launch is wrong, asks for more than the inner task that
   *     makes it has, or the mapper's answers are wrong; it has then not been made. In a program
   *     that has deferred a partition, only what is wrong whatever its partitions hold is thrown;
   *     the rest becomes a failure of the launch
   */
  FutureMap launch(IndexLaunch launch);

  /**
   * Launches a task at one point.
   *
   * @param launch a launch whose domain has one point
   * @param type the type of the task's result
   * @param <T> the type of the task's result
   * @return the result
   * @throws IllegalArgumentException if the launch has several points, is wrong, or the mapper's
   *     answers are
   */
  default <T> Future<T> launchSingle(IndexLaunch launch, Class<T> type) {
    if (launch.pointCount() != 1) {
      throw new IllegalArgumentException(
          "launch of task '%s' has %d points; launch it with launch, which gives a result for each"
              .formatted(launch.task(), launch.pointCount()));
    }
    return launch(launch).future(launch.point(0), type);
  }

  /**
   * Launches several tasks all of whose points run at the same time, each on a processor of its
   * own: a must-epoch. They wait for each other at {@link TaskContext#barrier}, or at phase
   * barriers, and may share data with simultaneous or relaxed coherence.
   *
   * @param launches the launches, in program order; none needs what another writes
   * @return the results of each
   * @throws IllegalArgumentException if a launch is wrong, two of them interfere, or share data and
   *     see no memory in common, or there are more points than processors; none has then been made
   * @throws org.soapstone.mapper.MapperException if the mapper gives two points one processor; none
   *     has then been made
   */
  List<FutureMap> mustEpoch(List<IndexLaunch> launches);

  /**
   * {@return a new phase barrier, which lives as long as this context}
   *
   * @param name what messages call it
   * @param arrivals how many arrivals end a phase
   * @throws IllegalArgumentException if these are less than 1
   */
  PhaseBarrier phaseBarrier(String name, int arrivals);

  /**
   * Arrives at a phase, once. Does not wait.
   *
   * @param phase a phase of a barrier of this context, or one that its inner task joined
   * @throws IllegalStateException if all its arrivals are there
   */
  void arrive(Phase phase);

  /**
   * Waits until a phase is over.
   *
   * @param phase a phase of a barrier of this context, or one that its inner task joined
   * @throws TaskFailedException if a task that should have arrived failed
   */
  void await(Phase phase);

  /**
   * Sets every point of a region to a value. Nothing is written until somebody reads.
   *
   * @param fill the fill
   * @throws IllegalArgumentException if the fill is wrong; it has then not been made
   */
  void launch(FillLaunch fill);

  /**
   * Sets every point of a region to a value. Nothing is written until somebody reads.
   *
   * @param region the region
   * @param fields fields of the value's type
   * @param value the value
   */
  default void fill(LogicalRegion region, FieldSet fields, FillValue value) {
    launch(new FillLaunch(region, fields, value, LaunchTag.NONE, "fill of " + region.name()));
  }

  /**
   * Combines the results of a launch by a task, without waiting: later launches can take the
   * combination.
   *
   * @param results the results
   * @param task the name of a task made by {@link TaskDefinition#combining}
   * @param type the type of the combination
   * @param <T> the type of the combination
   * @return the combination
   */
  default <T> Future<T> reduce(FutureMap results, String task, Class<T> type) {
    return launchSingle(IndexLaunch.single(task, TaskArguments.NONE).after(results.id()), type);
  }

  /**
   * Makes other values of the results of a launch by a task, point by point, without waiting.
   *
   * @param results the results, one for each point
   * @param task the name of a task made by {@link TaskDefinition#transforming}
   * @return the values, over the same domain
   */
  default FutureMap transform(FutureMap results, String task) {
    return launch(
        IndexLaunch.of(task, results.domain(), TaskArguments.NONE).after(results.pointwise()));
  }

  /**
   * {@return the values that a region's field has now, after everything launched so far} Waits for
   * them. Where the bounds of the region have points that it has not, there are zeros.
   *
   * @param region the region
   * @param fieldId the field
   * @throws TaskFailedException if a task that the values depend on failed
   */
  default FieldData read(LogicalRegion region, int fieldId) {
    return launchSingle(BuiltInTasks.readLaunch(region, fieldId), FieldData.class).get();
  }

  /**
   * Overwrites a region's field, after everything launched so far. Does not wait.
   *
   * @param region the region
   * @param fieldId the field
   * @param data values of the field's type over the region's bounds
   * @throws IllegalArgumentException if the data has another type or rect
   */
  default void write(LogicalRegion region, int fieldId, FieldData data) {
    launch(BuiltInTasks.writeLaunch(region, fieldId, data));
  }

  /**
   * {@return inline mappings, and memory and files that regions use in place} In an inner task, of
   * what its requirements allow; what it has not unmapped and detached is when its body returns.
   */
  DataAccess access();

  /**
   * {@return the operators that make partitions of the data that the program computes} Each is an
   * operation of the program; its result can be named at once.
   */
  DeferredPartitions partitions();

  /**
   * Makes launches that are likely to be made again, in the same order and alike: a run of a trace.
   * Once two runs in a row, with no other launch in between, were analysed and proved to be alike,
   * further ones are emitted from what was recorded, which takes a small part of the time. What is
   * run is the same, with a trace or without. Waits for launches that are queued.
   *
   * @param name names the trace in this context
   * @param launches makes the launches of one run
   * @throws IllegalStateException if it is called within a run of a trace
   */
  void trace(String name, Runnable launches);

  /**
   * Makes a run of a trace of launches that are values, whose results nobody asks for. Otherwise as
   * {@link #trace(String, Runnable)}; but a run that is replayed takes the same time whatever its
   * length, and allocates nothing, if the list is the same immutable one as before.
   *
   * @param name names the trace in this context
   * @param launches the launches of one run; a list that can change is copied
   * @param iteration the iteration number that the bodies of this run see
   * @throws IllegalStateException if it is called within a run of a trace
   */
  void trace(String name, List<? extends Launch> launches, long iteration);

  /**
   * Waits until everything launched so far has run.
   *
   * @throws TaskFailedException if a task failed and the program was not told before
   */
  void fence();

  /**
   * Has everything launched from now on start after everything launched so far has run. Does not
   * wait. Data never needs it; it is for effects that no region shows, and for measuring.
   */
  void executionFence();

  /**
   * Frees the memory of a region tree once what was launched so far has run. No later launch may
   * name the tree.
   *
   * @param region a region of the tree
   */
  void destroy(LogicalRegion region);
}
