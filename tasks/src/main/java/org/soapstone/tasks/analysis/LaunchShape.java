package org.soapstone.tasks.analysis;

import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;

/**
 * The points that each task of a launch touches: what of a launch depends on neither mapper nor
 * state. Checked.
 */
final class LaunchShape {
  private final IndexSpace[][] spaces;
  private final long size;

  private LaunchShape(IndexSpace[][] spaces) {
    this.spaces = spaces;
    long boxes = 1;
    for (IndexSpace[] ofRequirement : spaces) {
      for (IndexSpace space : ofRequirement) {
        boxes += 1 + space.rectCount();
      }
    }
    this.size = boxes;
  }

  /**
   * {@return the shape of a launch}
   *
   * @throws IllegalArgumentException if the launch is wrong, see {@link PreparedLaunch#of}
   */
  static LaunchShape of(IndexLaunch launch) {
    LaunchChecks checks = new LaunchChecks(launch);
    checks.launch();
    int requirements = launch.requirements().size();
    int points = launch.pointCount();
    IndexSpace[][] spaces = new IndexSpace[requirements][points];
    for (int r = 0; r < requirements; r++) {
      checks.requirement(r);
      RegionRequirement requirement = launch.requirements().get(r);
      for (int p = 0; p < points; p++) {
        spaces[r][p] =
            requirement.partition().isEmpty()
                ? requirement.region().indexSpace()
                : piece(requirement.partition().get(), requirement, launch.point(p), checks, r);
      }
    }
    new LaunchInterference(launch, (r, p) -> spaces[r][p]).check();
    return new LaunchShape(spaces);
  }

  private static IndexSpace piece(
      IndexPartition partition,
      RegionRequirement requirement,
      Point point,
      LaunchChecks checks,
      int r) {
    Point colour = checks.colour(r, requirement.projection(), partition, point);
    return partition.space(colour);
  }

  IndexSpace space(int requirement, int point) {
    return spaces[requirement][point];
  }

  /** {@return how many boxes the points of requirements touch, a measure of size} */
  long size() {
    return size;
  }
}
