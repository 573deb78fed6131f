package org.soapstone.tasks.analysis;

import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.regions.LogicalRegion;

/**
 * A fill that has been checked.
 *
 * @param launch the fill
 * @param position its position in program order, or within its step
 */
public record PreparedFill(FillLaunch launch, long position) implements PreparedLaunch {

  /**
   * {@return a fill, checked}
   *
   * @param launch the fill
   * @param position its position in program order, or within its step
   * @throws IllegalArgumentException if a field is not the region's or is of another type than the value
   */
  public static PreparedFill of(FillLaunch launch, long position) {
    return new PreparedFill(launch, position);
  }

  @Override
  public boolean touches(LogicalRegion root) {
    return launch.region().tree() == root.tree();
  }
}
