package org.soapstone.tasks.graph;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * A mapped launch with the cost key of each of its tasks. Points of equal cost share one key
 * object.
 *
 * @param launch the launch
 * @param costKeys for each point, in row-major order, what the time of its task depends on
 */
public record CostedLaunch(MappedLaunch launch, List<CostKey> costKeys) {

  /** Copies the list and checks that there is one key for each point. */
  public CostedLaunch {
    costKeys = List.copyOf(costKeys);
    if (costKeys.size() != launch.processors().length()) {
      throw new IllegalArgumentException(
          "launch '%s' has %d points, but %d cost keys are given; give one for each point"
              .formatted(
                  launch.launch().provenance(), launch.processors().length(), costKeys.size()));
    }
  }

  /**
   * {@return a launch with the cost keys of its tasks}
   *
   * @param mapped the launch
   * @param machine the machine whose processors it is mapped to
   */
  public static CostedLaunch of(MappedLaunch mapped, Machine machine) {
    IndexLaunch launch = mapped.launch();
    List<Integer> elementBytes = new ArrayList<>();
    for (RegionRequirement requirement : launch.requirements()) {
      elementBytes.add(InstanceSpec.elementBytes(requirement.region(), requirement.fields()));
    }
    List<CostKey> keys = new ArrayList<>(launch.pointCount());
    CostKey last = null;
    for (int p = 0; p < launch.pointCount(); p++) {
      Point point = launch.point(p);
      ProcessorModel processor = machine.model(mapped.processors().get(p));
      List<Rect> rects = new ArrayList<>(launch.requirements().size());
      for (RegionRequirement requirement : launch.requirements()) {
        rects.add(requirement.space(point).bounds());
      }
      if (last == null
          || !last.processor().equals(processor)
          || !CostKey.sameExtents(last.rects(), rects)) {
        last =
            new CostKey(
                launch.task(),
                launch.arguments(),
                p,
                launch.domain(),
                rects,
                elementBytes,
                processor);
      }
      keys.add(last);
    }
    return new CostedLaunch(mapped, keys);
  }
}
