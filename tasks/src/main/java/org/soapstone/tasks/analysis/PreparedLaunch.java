package org.soapstone.tasks.analysis;

import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.regions.LogicalRegion;

/**
 * A launch that has been checked and mapped, ready to be analysed any number of times.
 *
 * <p>Preparing is everything about a launch that does not depend on the state of its trees: which
 * points each task touches, that they are legal, and the mapper's answers. A strategy search
 * prepares an operator's launches once for each configuration. Immutable and safe to share.
 */
public sealed interface PreparedLaunch permits PreparedTasks, PreparedFill {

  /** {@return the launch} */
  Launch launch();

  /** {@return the launch's position in program order, or within its step} */
  long position();

  /**
   * {@return whether the launch names data of a tree}
   *
   * @param root the tree's root region
   */
  boolean touches(LogicalRegion root);

  /**
   * {@return a launch, checked and mapped}
   *
   * @param launch the launch
   * @param position its position in program order, or within its step
   * @param mapper chooses processors, instances and priority; every answer is checked
   * @param context the machine and the tasks' variants
   * @throws org.soapstone.mapper.MapperException if an answer of the mapper cannot be carried out
   * @throws IllegalArgumentException if the launch is wrong: a field that the region has not, a
   *     projection that leaves the colours, a coherence that makes no sense, points or requirements
   *     that interfere
   */
  static PreparedLaunch of(Launch launch, long position, Mapper mapper, MapperContext context) {
    return switch (launch) {
      case IndexLaunch tasks -> PreparedTasks.of(tasks, position, mapper, context);
      case FillLaunch fill -> PreparedFill.of(fill, position);
    };
  }
}
