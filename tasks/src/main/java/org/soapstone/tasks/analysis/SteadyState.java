package org.soapstone.tasks.analysis;

import java.util.List;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.graph.TreeFragment;

/** Finds what one region tree adds to a step of a program that repeats a step, once it has settled. */
public final class SteadyState {
  private SteadyState() {}

  /**
   * {@return what a tree adds to the third step of a program} The launches before the steps and three steps are
   * analysed, for that tree alone. Steps and trees that are read only settle at once, others in the second step.
   *
   * @param root the tree's root region
   * @param once the launches made before the first step, in program order; those that do not touch the tree are
   *     passed over
   * @param step the launches of a step, in program order, at their positions within the step; those that do not touch
   *     the tree are passed over
   * @param mapper chooses the sources of copies
   * @param context what the mapper may look at
   */
  public static TreeFragment fragment(
      LogicalRegion root,
      List<PreparedLaunch> once,
      List<PreparedLaunch> step,
      Mapper mapper,
      MapperContext context) {
    throw new UnsupportedOperationException();
  }
}
