package org.soapstone.tasks.analysis;

import java.util.List;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * Finds what one region tree adds to a step of a program that repeats a step, once it has settled.
 */
public final class SteadyState {
  private SteadyState() {}

  /**
   * {@return what a tree adds to the third step of a program} The launches before the steps and
   * three steps are analysed, for that tree alone. Steps and trees that are read only settle at
   * once, others in the second step.
   *
   * @param root the tree's root region
   * @param once the launches made before the first step, in program order; those that do not touch
   *     the tree are passed over
   * @param step the launches of a step, in program order, at their positions within the step; those
   *     that do not touch the tree are passed over
   * @param mapper chooses the sources of copies
   * @param context what the mapper may look at
   */
  public static TreeFragment fragment(
      LogicalRegion root,
      List<PreparedLaunch> once,
      List<PreparedLaunch> step,
      Mapper mapper,
      MapperContext context) {
    List<PreparedLaunch> onceHere = once.stream().filter(launch -> launch.touches(root)).toList();
    List<PreparedLaunch> stepHere = step.stream().filter(launch -> launch.touches(root)).toList();
    TreeAnalysis tree = new TreeAnalysis(root, mapper, context);
    FragmentSink sink = new FragmentSink();
    onceHere.forEach(launch -> analyze(launch, tree, sink));
    for (int s = 0; s < FragmentSink.KEPT_STEP; s++) {
      sink.nextStep();
      stepHere.forEach(launch -> analyze(launch, tree, sink));
    }
    return sink.fragment(tree.instances());
  }

  private static void analyze(PreparedLaunch launch, TreeAnalysis tree, FragmentSink sink) {
    switch (launch) {
      case PreparedFill fill -> tree.fill(fill);
      case PreparedTasks tasks -> {
        long[] handles = new long[tasks.pointCount()];
        for (int p = 0; p < handles.length; p++) {
          handles[p] = sink.taskHandle(tasks.position(), p);
        }
        tree.launch(tasks, handles, sink);
      }
    }
  }
}
