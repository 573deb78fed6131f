package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;
import java.util.stream.Stream;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.analysis.PreparedFill;
import org.soapstone.tasks.analysis.PreparedLaunch;
import org.soapstone.tasks.analysis.PreparedTasks;
import org.soapstone.tasks.graph.CostedLaunch;

/**
 * A launch of a program under some configuration: checked, mapped and with its cost keys.
 *
 * @param id tells it from every other launch of its {@link Lowering}; never used again
 * @param once whether it is made before the first step rather than in every step
 * @param position where it stands among its likes
 * @param prepared the launch, ready to be analysed
 * @param costed the launch with its cost keys; empty for a fill
 * @param trees the numbers of the region trees that it touches, ascending
 */
record PlacedLaunch(
    int id,
    boolean once,
    int position,
    PreparedLaunch prepared,
    Optional<CostedLaunch> costed,
    ImmutableIntArray trees) {

  /** {@return the root regions of the trees that a launch touches, one or more for each} */
  static Stream<LogicalRegion> roots(PreparedLaunch prepared) {
    return switch (prepared.launch()) {
      case IndexLaunch tasks ->
          tasks.requirements().stream().map(RegionRequirement::region).map(LogicalRegion::root);
      case FillLaunch fill -> Stream.of(fill.region().root());
    };
  }

  /** {@return how many points of requirements there are, a measure of memory} */
  int size() {
    return switch (prepared.launch()) {
      case IndexLaunch tasks -> 1 + tasks.pointCount() * tasks.requirements().size();
      case FillLaunch _ -> 1;
    };
  }

  boolean touches(int tree) {
    return trees.contains(tree);
  }

  /**
   * {@return whether this is the same launch on the same processors} Exact: a launch is compared as
   * the object it is.
   */
  @SuppressWarnings(
      "ReferenceEquality") // equal launches that are not the same are only analysed again
  boolean isSame(PlacedLaunch other) {
    if (id == other.id) {
      return true;
    }
    if (prepared.launch() != other.prepared.launch() || position != other.position) {
      return false;
    }
    return switch (prepared) {
      case PreparedFill _ -> true;
      case PreparedTasks tasks ->
          other.prepared instanceof PreparedTasks others
              && tasks.mapped().processors().equals(others.mapped().processors());
    };
  }

  static ImmutableIntArray trees(PreparedLaunch prepared) {
    return ImmutableIntArray.copyOf(
        roots(prepared).mapToInt(LogicalRegion::tree).sorted().distinct());
  }
}
