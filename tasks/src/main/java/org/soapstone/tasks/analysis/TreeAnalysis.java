package org.soapstone.tasks.analysis;

import java.util.List;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * The dependence analysis of one region tree: which instances hold the current value of which points, which reductions
 * are pending, and which nodes last touched each instance. Not thread-safe; trees are independent of each other.
 */
public final class TreeAnalysis {

  /**
   * Starts with a tree that nobody has written: every point holds zero bits, as in a new Java array.
   *
   * @param root the tree's root region
   * @param mapper chooses the sources of copies
   * @param context what the mapper may look at
   */
  public TreeAnalysis(LogicalRegion root, Mapper mapper, MapperContext context) {
    throw new UnsupportedOperationException();
  }

  /**
   * Analyses what a launch does to this tree; its requirements on other trees are passed over.
   *
   * @param launch the launch; launches come in program order
   * @param tasks the handles of its tasks, in row-major order of the points
   * @param sink takes copies, folds, fills and joins, and the edges into them and into the tasks; seals the former
   */
  public void launch(PreparedTasks launch, long[] tasks, GraphSink sink) {
    throw new UnsupportedOperationException();
  }

  /**
   * Analyses a fill of a region of this tree. Nothing is emitted until somebody reads.
   *
   * @param fill the fill
   */
  public void fill(PreparedFill fill) {
    throw new UnsupportedOperationException();
  }

  /** {@return the instances that the launches so far have used, in order of first use} */
  public List<InstanceSpec> instances() {
    throw new UnsupportedOperationException();
  }
}
